"""One counting rule a file; ``pbcount.counting`` knows them all."""
