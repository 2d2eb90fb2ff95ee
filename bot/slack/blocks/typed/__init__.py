"""What somebody types after `/guest`, read into the grant form; nothing in here issues anything."""
