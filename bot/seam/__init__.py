"""Seam's own words (`acs_user_id`, `allowed_acs_entrance_ids`) live in this ring and end at `access_control.py`."""
