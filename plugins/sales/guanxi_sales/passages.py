"""Passages: in which stages a deal was and how long, kept as it leaves one; what figures of a pipeline are made of."""

from __future__ import annotations

from guanxi.api import Transaction
from guanxi_sales.models import Deal, Passage


def keep_passage(tx: Transaction, deal: Deal) -> None:
    """Note, with the change that moves it, how long a deal was in the stage that it is about to leave."""
    if deal.stage_id:
        Passage.insert(
            deal_id=deal.id, stage_id=deal.stage_id, entered_at=deal.entered_stage_at, left_at=tx.now
        ).execute()


def forget_passage(deal: Deal, stage: int | None) -> None:
    """Take back the newest passage of a deal, where undoing its move leads back to that stage."""
    newest = Passage.select().where(Passage.deal_id == deal.id).order_by(Passage.id.desc()).first()
    if newest is not None and newest.stage_id == stage:
        newest.delete_instance()
