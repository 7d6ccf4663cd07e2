"""Sites as values, for tests of what happens after loading: one course, two languages, an exam."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from generator.course import (
    Achievement,
    Choice,
    Course,
    Issuer,
    Lesson,
    Module,
    NumericAnswer,
    Page,
    Question,
    QuestionKind,
    Quiz,
    QuizKind,
    Reveal,
    Site,
    Text,
)

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><title>drawing</title></svg>'
SECRET_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 3"><title>bank-picture</title></svg>'
)

MEDIA: Mapping[str, bytes] = {
    "content/lathe/images/chuck.svg": DRAWING,
    "content/lathe/images/guard.svg": DRAWING,
    "content/lathe/images/arrow.svg": SECRET_DRAWING,
    "content/lathe/images/arrow.en.svg": SECRET_DRAWING,
}

PRACTICE_ZH = Quiz(
    id="before-check",
    pass_mark=Fraction(1, 2),
    questions=(
        Question(
            id="before-01",
            kind=QuestionKind.SINGLE,
            stem="开机前第一步做什么?",
            body="![防护罩](images/guard.svg)\n\n```text\nS1\n\n# 停\n```",
            choices=(
                Choice(id="a", text="取下卡盘扳手", correct=True, feedback="对,扳手会飞出去。"),
                Choice(id="b", text="打开 [冷却液](exams/final.md)", correct=False),
            ),
            explanation="主轴一转,扳手就会飞出。",
        ),
    ),
)
PRACTICE_EN = replace(
    PRACTICE_ZH,
    questions=(
        replace(
            PRACTICE_ZH.questions[0],
            stem="What comes first before switching on?",
            choices=(
                Choice(id="a", text="Take off the chuck key", correct=True),
                Choice(id="b", text="Open the coolant", correct=False),
            ),
            explanation="The key would fly off.",
        ),
    ),
)

EXAM_ZH = Quiz(
    id="final",
    kind=QuizKind.GRADED,
    pass_mark=Fraction(80, 100),
    attempts_allowed=3,
    cool_down_minutes=30,
    draw=2,
    reveal=Reveal.PASSED,
    questions=(
        Question(
            id="final-01",
            kind=QuestionKind.SINGLE,
            stem="图中箭头指的是什么部件?",
            body="![密图](../images/arrow.svg)",
            choices=(
                Choice(id="a", text="尾座套筒甲", correct=False),
                Choice(id="b", text="三爪卡盘乙", correct=True, feedback="三个爪同时夹紧丙。"),
            ),
            hints=("想想夹具丁。",),
            explanation="有三个卡爪的就是它戊。",
            points=2,
            objective="parts",
            level=1,
        ),
        Question(
            id="final-02",
            kind=QuestionKind.NUMERIC,
            stem="半径 25 毫米的工件直径己?",
            numeric=NumericAnswer(value=Decimal("50.0"), tolerance=Decimal("0.5"), unit="mm"),
        ),
        Question(
            id="final-03",
            kind=QuestionKind.SHORT_TEXT,
            stem="夹紧工件的部件叫什么庚?",
            accepted=("夹头辛", "三爪夹头壬"),
        ),
    ),
)
EXAM_EN = replace(
    EXAM_ZH,
    questions=(
        replace(
            EXAM_ZH.questions[0],
            stem="Which part does the secret arrow mean?",
            body="![Secret drawing](../images/arrow.en.svg)",
            choices=(
                Choice(id="a", text="Tailstock quill alpha", correct=False),
                Choice(id="b", text="Three-jaw chuck beta", correct=True, feedback="Jaws gamma."),
            ),
            hints=("Think of delta.",),
            explanation="The one with epsilon jaws.",
        ),
        replace(EXAM_ZH.questions[1], stem="Radius 25 mm; which diameter zeta?"),
        replace(
            EXAM_ZH.questions[2], stem="What holds the workpiece eta?", accepted=("clamp theta",)
        ),
    ),
)

SECRETS = (
    "密图", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬",
    "secret", "alpha", "beta", "gamma", "delta", "epsilon", "zeta", " eta", "theta",
    "bank-picture", "arrow.svg", "arrow.en.svg",
)  # fmt: skip
"""A piece of every text and picture of the exam's bank; nothing else contains any of them."""


def make_page(name: str, language: str, title: str, *parts: Text | Quiz) -> Page:
    """A lesson's page at the path its language asks for."""
    suffix = "" if language == "zh" else f".{language}"
    path = f"content/lathe/{name}{suffix}.md"
    return Page(path=path, language=language, title=title, parts=parts)


def make_site(**changes: object) -> Site:
    """One course of two lessons and an exam, in Chinese and English."""
    before = Lesson(
        id="before",
        name="before",
        minutes=5,
        pages={
            "zh": make_page(
                "before",
                "zh",
                "开机之前",
                Text(
                    markdown="开机之前先检查漏电保护器是否完好。\n\n![卡盘](images/chuck.svg)"
                    "\n\n<!-- 作者自己的话 -->\n\n下一课是[停机](after.md)。\n\n## 检查什么\n\n"
                    "| 看 | 做 |\n|---|---|\n| 灯 | 换 |",
                    line=6,
                ),
                PRACTICE_ZH,
            ),
            "en": make_page(
                "before",
                "en",
                "Before you start",
                Text(markdown="Check the guard first.\n\n![Chuck](images/chuck.svg)", line=5),
                PRACTICE_EN,
            ),
        },
    )
    after = Lesson(
        id="after",
        name="after",
        minutes=4,
        required=False,
        pages={"zh": make_page("after", "zh", "停机以后", Text(markdown="切断电源。", line=6))},
    )
    final = Lesson(
        id="final-exam",
        name="exams/final",
        minutes=10,
        pages={
            "zh": make_page(
                "exams/final", "zh", "终结性考试", Text(markdown="从题库抽题。", line=6), EXAM_ZH
            ),
            "en": make_page(
                "exams/final", "en", "Final exam", Text(markdown="Good luck.", line=5), EXAM_EN
            ),
        },
    )
    course = Course(
        id="lathe",
        path="content/lathe",
        languages=("zh", "en"),
        title={"zh": "车床安全", "en": "Lathe safety"},
        summary={"zh": "开机之前和停机以后。", "en": "Before and after."},
        class_hours=Decimal("0.5"),
        modules=(
            Module(id="start", title={"zh": "开机", "en": "Start"}, lessons=(before, after)),
            Module(id="end", title={"zh": "考试", "en": "Exam"}, lessons=(final,)),
        ),
        achievement=Achievement(
            id="lathe-completion",
            title={"zh": "车床安全培训", "en": "Lathe Safety Training"},
            description={"zh": "学完并考过。", "en": "Read and passed."},
            valid_months=36,
        ),
    )
    site = Site(
        title={"zh": "职工课堂", "en": "Workers' Classroom"},
        description={"zh": "给职工的短课。", "en": "Short lessons for workers."},
        languages=("zh", "en"),
        issuer=Issuer(id="school", name={"zh": "职工学校", "en": "Workers' School"}),
        courses=(course,),
    )
    return replace(site, **changes)


def write_media(root: Path) -> None:
    """Put the drawings of the site where its pages look for them."""
    for path, content in MEDIA.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
