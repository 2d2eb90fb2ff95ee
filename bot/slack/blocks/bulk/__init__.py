"""Lists of guests: the form, the preview, the progress and the rows."""
