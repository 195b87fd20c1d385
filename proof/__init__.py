"""Does the vote keep its promises when processes are killed, doubled, late and many? Commands that print their figures."""
