import gc
import weakref

import pytest

from bot.training.bank import bank_of
from tests.waiting import until


@pytest.mark.real_time
async def test_an_edition_whose_bank_was_looked_at_goes_when_another_is_in_service(knowledge):
    earlier = weakref.ref(knowledge.edition)
    assert bank_of(earlier()) is bank_of(knowledge.edition)
    await knowledge.reload()

    def is_gone():
        gc.collect()
        return earlier() is None

    # The thread that made the next one lets go a moment after it is there.
    await until("the earlier edition is gone", is_gone)
