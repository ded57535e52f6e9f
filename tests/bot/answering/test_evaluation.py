import json

import pytest

from bot.answering import evaluation, labelled
from bot.answering.evaluation import Share
from bot.answering.labelled import UnusableQuestions


def question(number, **changes):
    row = {
        "id": f"q{number}",
        "question": f"问题{number}",
        "topic": "货运超限",
        "laws": [{"law": "公路法", "article": 50}],
        "key_facts": [],
        "answerable": True,
    }
    return {**row, **changes}


def record(decision, *basis, confidence=0.9, answer="", others=()):
    named = [{"law": law, "article": article} for law, article in basis]
    suggestions = [{"basis": [{"law": law, "article": article}]} for law, article in others]
    return {
        "decision": decision,
        "entry": "x",
        "basis": named,
        "confidence": confidence,
        "answer": answer,
        "suggestions": suggestions,
        "asks": [],
        "intent": None,
    }


def meant(name):
    return record("intent", confidence=1.0) | {"entry": None, "intent": name}


@pytest.fixture
def judge(tmp_path):
    """The report on rows and the records that answer them, in order."""

    def judge(*pairs):
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(json.dumps(row) for row, _ in pairs), encoding="utf-8")
        answers = {row["question"]: answer for row, answer in pairs}
        return evaluation.evaluate(
            labelled.load(path), lambda asked, before: answers[asked], {"other-matters"}
        )

    return judge


def test_a_hit_names_a_labelled_article(judge):
    report = judge(
        (question(1), record("answer", ("公路法", 50))),
        (question(2), record("answer", ("公路法", 51), others=[("公路法", 50)])),
        (question(3), record("suggest", ("航道法", 50))),
        (question(4, laws=[{"law": "公路法", "article": None}]), record("answer", ("公路法", 7))),
    )
    shares = report.shares()
    assert shares["hit@1"] == Share(2, 4)
    assert shares["hit@4"] == Share(3, 4)
    assert shares["answered directly"] == Share(3, 4)
    assert shares["of those right"] == Share(2, 3)


def test_an_answer_out_of_scope_is_wrong(judge):
    outside = {"answerable": False, "laws": [], "topic": None}
    report = judge(
        (question(1, **outside), record("answer", ("公路法", 50))),
        (question(2, **outside), record("unknown", confidence=0.1)),
    )
    assert report.shares()["out of scope, answered"] == Share(1, 2)
    assert [why for _, why in report.failures()] == ["answered out of scope by x"]


def test_key_facts_are_compared_as_numbers(judge):
    report = judge(
        (question(1, key_facts=["三千元"]), record("answer", answer="罚 3000 元")),
        (question(2, key_facts=["三千元"]), record("answer", answer="罚 300 元")),
    )
    assert report.shares()["key facts present"] == Share(1, 2)


def test_confidence_is_held_against_what_was_right(judge):
    report = judge(
        (question(1), record("answer", ("公路法", 50), confidence=0.97)),
        (question(2), record("suggest", ("航道法", 1), confidence=0.4)),
    )
    bands = {low: share for low, _, share in report.reliability()}
    assert bands[0.95] == Share(1, 1)
    assert bands[0.3] == Share(0, 1)


def test_a_noisy_copy_has_the_labels_of_its_original(tmp_path):
    plain, noisy = tmp_path / "q.dev.jsonl", tmp_path / "q.dev.noisy.jsonl"
    plain.write_text(json.dumps(question(1)), encoding="utf-8")
    copy = {"id": "n1", "base_id": "q1", "question": "问提1", "noise": "homophone"}
    noisy.write_text(json.dumps(copy), encoding="utf-8")
    (one,) = labelled.load(noisy)
    assert (one.question, one.laws) == ("问提1", (("公路法", 50),))


def test_entries_named_by_a_question_go_before_its_laws(judge):
    named = question(1, entries=["x"], laws=[])
    other = question(2, entries=["y"])
    report = judge((named, record("answer")), (other, record("answer", ("公路法", 50))))
    assert report.shares()["hit@1"] == Share(1, 2)


def test_short_questions_are_told_apart_by_what_they_got(judge):
    rows = [question(number, question=f"超载{number}") for number in range(4)]
    right, other = ("公路法", 50), ("航道法", 1)
    report = judge(
        (rows[0], record("answer", right)),
        (rows[1], record("clarify", other, others=[right])),
        (rows[2], record("suggest", other, others=[right])),
        (rows[3], record("answer", other)),
    )
    shares = report.shares()
    assert shares["short: right or asked back"] == Share(2, 4)
    assert shares["short: in a list"] == Share(1, 4)
    assert shares["short: wrong"] == Share(1, 4)
    assert shares["asked back"] == Share(1, 4)


def test_a_follow_up_is_asked_with_the_question_before_it(tmp_path):
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps(question(1, before="货车超载怎么罚")), encoding="utf-8")
    heard = []

    def ask(asked, before):
        heard.append((asked, before))
        return record("unknown")

    report = evaluation.evaluate(labelled.load(path), ask)
    assert heard == [("问题1", "货车超载怎么罚")]
    assert report.shares()["follow-ups: unknown"] == Share(1, 1)


def test_an_intent_is_met_by_its_name(judge):
    met = question(1, laws=[], answerable=False, intent="hotline")
    missed = question(2, laws=[], answerable=False, intent="person")
    answers = record("intent") | {"intent": "hotline"}
    report = judge((met, answers), (missed, answers))
    assert report.shares()["intents met"] == Share(1, 2)
    assert [why for _, why in report.failures()] == ["intent; meant person"]


def test_measures_without_any_such_question_are_left_out(judge):
    report = judge((question(1, question="货车在高速公路上超载怎么处罚"), record("unknown")))
    assert not any(name.startswith(("short", "follow", "intent")) for name in report.shares())


def test_the_interval_is_wilsons():
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.49, 0.943)


def test_what_is_said_to_be_another_offices_matter_is_refused_too(judge):
    elsewhere = question(1, answerable=False), meant("other-matters")
    here = question(2, answerable=False), meant("address")
    assert judge(elsewhere, here).shares()["out of scope, refused"] == Share(1, 2)


def test_what_was_taken_for_no_question_says_nothing_of_confidence(judge):
    report = judge((question(1, answerable=False), meant("other-matters")))
    assert all(share.of == 0 for _, _, share in report.reliability())


@pytest.mark.parametrize(
    ("text", "message"), [("{", ":1: not JSON"), ('{"id": "q1"}', "q1 has no 'question'")]
)
def test_an_unusable_file_is_refused(tmp_path, text, message):
    path = tmp_path / "q.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableQuestions, match=message):
        labelled.load(path)
