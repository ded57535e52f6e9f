"""What pufa does, whatever channel it is asked on; nothing here knows `handlers`."""
