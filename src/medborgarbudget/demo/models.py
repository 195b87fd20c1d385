"""What does the demo keep of its own? The mails it pretends to send."""

from django.db import models


class OutboxMail(models.Model):
    """A mail that was "sent" in the demo, to be read on the demo's own page."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
