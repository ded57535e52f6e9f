import gc
import weakref

from bot.training.bank import bank_of


async def test_an_edition_whose_bank_was_looked_at_goes_when_another_is_in_service(knowledge):
    earlier = weakref.ref(knowledge.edition)
    assert bank_of(earlier()) is bank_of(knowledge.edition)
    await knowledge.reload()
    gc.collect()
    assert earlier() is None
