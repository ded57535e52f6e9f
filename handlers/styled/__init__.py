"""Our Markdown as blocks of styled text, for channels that show text and little else."""
