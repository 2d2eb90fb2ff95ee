"""Access grants: Seam makes the codes itself and says by access methods how far they are; of locks here, not of Latch.

Seam's guide names other brands than Latch for PINs through access grants, so a Latch entrance gets none.
"""
