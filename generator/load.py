"""The only reader of content/: files to a Site value, with everything that is wrong with them.

What can be read is loaded even if other files have errors, so that one run reports all problems.
A build stops if there is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from generator.content import CONTENT, Content, open_content
from generator.course import (
    Achievement,
    Course,
    Issuer,
    Lesson,
    Module,
    Page,
    Site,
)
from generator.documents import (
    AchievementShape,
    CourseShape,
    Document,
    ModuleShape,
    SiteShape,
    parse_document,
)
from generator.lesson import FrontMatter, ParsedPage, parse_page
from generator.problems import Problem, Severity
from generator.settings import nearest
from generator.sources import Source, make_source

SITE_FILE = "site_config.yml"
COURSE_FILE = "course.yml"
_MEDIA_FOLDERS = ("images", "media", "files")


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What was read. All paths are relative to the project's root, with forward slashes."""

    site: Site | None
    """None if site_config.yml cannot be used; otherwise every course that can be read."""
    problems: tuple[Problem, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """The texts that were read (YAML and lessons)."""
    media: frozenset[str] = frozenset()
    """Files beside the lessons that pages may show or link, such as pictures."""

    @property
    def ok(self) -> bool:
        """Whether nothing read is an error; warnings may be there."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def load_site(root: Path) -> Loaded:
    """Read site_config.yml and the courses it lists, below `root`."""
    content = open_content(root)
    site = _SiteReader(content=content).read()
    return Loaded(
        site=site,
        problems=tuple(sorted(set(content.problems))),
        sources=content.texts,
        media=frozenset(path for path in content.files if not path.endswith((".md", ".yml"))),
    )


def source_path(course_path: str, name: str, language: str, languages: tuple[str, ...]) -> str:
    """The path of a lesson file: the first language has no suffix."""
    suffix = "" if language == languages[0] else f".{language}"
    return f"{course_path}/{name}{suffix}.md"


@dataclass(kw_only=True, slots=True)
class _SiteReader:
    """Reads site_config.yml and what it lists."""

    content: Content

    def read(self) -> Site | None:
        source = self.content.read_text(SITE_FILE)
        if source is None:
            if not self.content.problems:
                hint = "a project's root has it"
                self.content.add(SITE_FILE, "this file is missing", hint=hint)
            return None
        shape, document = parse_document(source, SiteShape)
        self.content.problems += document.problems
        return None if shape is None else self._make_site(shape, source, document)

    def _make_site(self, shape: SiteShape, source: Source, document: Document) -> Site:
        languages = tuple(shape.languages)
        courses = []
        for number, folder in enumerate(shape.courses):
            index = document.yaml.find_index(("courses", number))
            if folder in shape.courses[:number]:
                self.content.problems.append(
                    source.problem(index, f'course "{folder}" is listed twice', mark=folder)
                )
                continue
            if course := self._load_course(folder, source, index, languages):
                courses.append(course)
        self._advise_unlisted_courses(shape)
        return Site(
            title=shape.title,
            description=shape.description,
            languages=languages,
            base_url=shape.base_url,
            issuer=Issuer(id=shape.issuer.id, name=shape.issuer.name, url=shape.issuer.url),
            tracker=shape.tracker,
            courses=tuple(courses),
        )

    def _advise_unlisted_courses(self, shape: SiteShape) -> None:
        for path in sorted(self.content.files):
            parts = path.split("/")
            if len(parts) == 3 and parts[2] == COURSE_FILE and parts[1] not in shape.courses:
                listed = ", ".join([*shape.courses, parts[1]])
                self.content.add(
                    path,
                    f"this course is not listed in {SITE_FILE}, so nobody sees it",
                    hint=f"write in {SITE_FILE}: courses: [{listed}]",
                    severity=Severity.WARNING,
                )

    def _load_course(
        self,
        folder: str,
        site_source: Source,
        index: int,
        site_languages: tuple[str, ...],
    ) -> Course | None:
        path = f"{CONTENT}/{folder}"
        file = f"{path}/{COURSE_FILE}"
        if file not in self.content.files:
            folders = {one.split("/")[1] for one in self.content.files if one.count("/") > 1}
            near = nearest(folder, folders)
            self.content.problems.append(
                site_source.problem(
                    index,
                    f"there is no {file}",
                    hint=f'write "{near}"' if near else f"make it: coursesite new course {folder}",
                    mark=folder,
                )
            )
            return None
        source = self.content.read_text(file)
        if source is None:
            return None
        shape, document = parse_document(source, CourseShape)
        self.content.problems += document.problems
        if shape is None:
            return None
        for language in shape.languages:
            if language not in site_languages:
                self.content.problems.append(
                    source.problem(
                        document.yaml.find_index(("languages",)),
                        f'language "{language}" is not a language of the site',
                        hint=f"{SITE_FILE} has: languages: [{', '.join(site_languages)}]",
                        mark=language,
                    )
                )
        reader = _CourseReader(
            content=self.content, path=path, shape=shape, source=source, document=document
        )
        return reader.read()


@dataclass(kw_only=True, slots=True)
class _CourseReader:
    """Reads the lessons of one course."""

    content: Content
    path: str
    shape: CourseShape
    source: Source
    document: Document

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.shape.languages)

    def read(self) -> Course:
        modules = tuple(
            self._read_module(module, number) for number, module in enumerate(self.shape.modules)
        )
        self._advise_unlisted_lessons()
        return Course(
            id=self.shape.id,
            path=self.path,
            languages=self.languages,
            title=self.shape.title,
            summary=self.shape.summary,
            class_hours=self.shape.class_hours,
            modules=modules,
            achievement=_make_achievement(self.shape.achievement),
        )

    def _read_module(self, shape: ModuleShape, number: int) -> Module:
        lessons = []
        for position, name in enumerate(shape.lessons):
            index = self.document.yaml.find_index(("modules", number, "lessons", position))
            before = [
                *(one for module in self.shape.modules[:number] for one in module.lessons),
                *shape.lessons[:position],
            ]
            if name in before:
                self.content.problems.append(
                    self.source.problem(index, f'lesson "{name}" is listed twice', mark=name)
                )
            elif lesson := self._read_lesson(name, index):
                lessons.append(lesson)
        return Module(id=shape.id, title=shape.title, lessons=tuple(lessons))

    def _read_lesson(self, name: str, index: int) -> Lesson | None:
        pages: dict[str, Page] = {}
        first: FrontMatter | None = None
        for language in self.languages:
            path = source_path(self.path, name, language, self.languages)
            if path not in self.content.files:
                self._add_missing(name, path, language, index)
                continue
            parsed = self._read_page(path, language)
            if parsed is None:
                continue
            pages[language] = parsed.page
            if language == self.languages[0]:
                first = parsed.front_matter
                self._check_first(parsed)
            else:
                self._check_translation(parsed, first)
        if self.languages[0] not in pages:
            return None
        return Lesson(
            # With errors above, the text is checked all the same; no id can be equal to a file.
            id=first.id if first else f"{name}.md",
            name=name,
            minutes=(first.minutes or 0) if first else 0,
            required=first is None or first.required is not False,
            pages=pages,
        )

    def _read_page(self, path: str, language: str) -> ParsedPage | None:
        source = self.content.read_text(path)
        if source is None:
            return None
        parsed = parse_page("\n".join(source.lines), path=path, language=language)
        self.content.problems += parsed.problems
        return parsed

    def _add_missing(self, name: str, path: str, language: str, index: int) -> None:
        course = self.path.removeprefix(f"{CONTENT}/")
        command = f"make it: coursesite new lesson {course}/{name}"
        if language != self.languages[0]:
            message = f'translation "{language}" of lesson "{name}" is missing: {path}'
        else:
            message = f'lesson "{name}" is missing: {path}'
            near = nearest(name, self._lesson_names())
            command = f'write "{near}", or {command}' if near else command
        self.content.problems.append(self.source.problem(index, message, hint=command, mark=name))

    def _check_first(self, parsed: ParsedPage) -> None:
        front_matter = parsed.front_matter
        if front_matter is not None and front_matter.minutes is None:
            self.content.add(
                parsed.page.path,
                '"minutes" is missing: how long the lesson takes',
                line=front_matter.lines.get("id", 1),
                hint="add a line: minutes: 6",
            )

    def _check_translation(self, parsed: ParsedPage, first: FrontMatter | None) -> None:
        front_matter = parsed.front_matter
        if front_matter is None:
            return
        source = make_source(self.content.texts[parsed.page.path], path=parsed.page.path)
        for key in ("minutes", "required"):
            if getattr(front_matter, key) is not None:
                self.content.problems.append(
                    source.problem(
                        front_matter.lines[key] - 1,
                        f'"{key}" belongs in the first language\'s file only',
                        hint="remove this line",
                        mark=key,
                    )
                )
        if first is not None and front_matter.id != first.id:
            self.content.problems.append(
                source.problem(
                    front_matter.lines["id"] - 1,
                    f'id is "{front_matter.id}", but the lesson\'s id is "{first.id}"',
                    hint=f"write: id: {first.id}",
                    mark=front_matter.id,
                )
            )

    def _lesson_names(self) -> list[str]:
        """Names of the lesson files that exist, the first language's only."""
        names = []
        for path in sorted(self.content.files):
            relative = path.removeprefix(f"{self.path}/")
            if relative == path or not relative.endswith(".md"):
                continue
            name = relative.removesuffix(".md")
            parts = PurePosixPath(name).parts
            if "." not in parts[-1] and parts[-1] != "README" and parts[0] not in _MEDIA_FOLDERS:
                names.append(name)
        return names

    def _advise_unlisted_lessons(self) -> None:
        listed = {name for module in self.shape.modules for name in module.lessons}
        for name in self._lesson_names():
            if name in listed:
                continue
            last = self.shape.modules[-1] if self.shape.modules else None
            example = ", ".join([*(last.lessons if last else ()), name])
            self.content.add(
                f"{self.path}/{name}.md",
                f"this lesson is not listed in {self.path}/{COURSE_FILE}, so nobody sees it",
                hint=f"write in {COURSE_FILE}: lessons: [{example}]",
                severity=Severity.WARNING,
            )


def _make_achievement(shape: AchievementShape | None) -> Achievement | None:
    if shape is None:
        return None
    return Achievement(
        id=shape.id,
        title=shape.title,
        description=shape.description,
        valid_months=shape.valid_months,
    )
