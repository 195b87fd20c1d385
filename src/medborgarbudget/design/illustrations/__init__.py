"""Which pictures does the product draw itself? Flat scenes composed of a few shapes, coloured by the organisation's theme."""

from medborgarbudget.design.illustrations.proposals import MOTIFS, motif_for, proposal_picture, proposal_scene
from medborgarbudget.design.illustrations.scenes import NAMES, illustration, product_mark

__all__ = ["MOTIFS", "NAMES", "illustration", "motif_for", "product_mark", "proposal_picture", "proposal_scene"]
