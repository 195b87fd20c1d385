"""What the product knows and decides. No HTTP, no HTML, no clock."""
