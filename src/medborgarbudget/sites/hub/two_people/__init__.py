"""Files that two in the office decide about; what waits, is confirmed, declined and taken back is on the staff's own pages for it."""
