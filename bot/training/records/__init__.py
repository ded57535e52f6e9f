"""What is filed of training: a person's year, certificates, the sheet of a paper's scores."""
