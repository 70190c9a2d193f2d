"""What people and machines read: tables, pages, complaints and JSON.  Nothing is judged here."""
