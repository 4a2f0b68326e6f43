# ruff: noqa: E501 one sentence a line, as the loader writes it
"""Why a file was refused, in the language of the screen: the loader's sentences are English, as its command line is.

Each template is a sentence of `intake` with names for its parts; a test compares them with the sentences in the code.
"""

import re
from functools import lru_cache

from components.import_words import layout_name
from components.words import N_, _

TEMPLATES = (
    N_("{file}: the text is in none of the known encodings (UTF-8, UTF-16, Windows-1251), or they are mixed. Save the file as CSV in UTF-8."),
    N_("{file}, line {row}: not {encoding} like the rest: the encodings are mixed. Export the file again as UTF-8."),
    N_("{file}: the rows cannot be told apart ({why}). Most likely a quotation mark is opened and never closed. Export the file again."),
    N_("{file}, row {row}: a quotation mark is opened and never closed. Export the file again."),
    N_("{file}, row {row}: the file breaks off in the middle of this row. Export it again."),
    N_("{file}: this is a web page or XML inside, whatever its name says. Open it in a spreadsheet program and save it as XLSX or CSV."),
    N_("{file}: binary data, not a table. Export the table as XLSX or CSV and load that."),
    N_("{file}: the file is empty. Export it again."),
    N_("{file}: a ZIP archive, not a workbook. Unpack it and load the files inside."),
    N_("{file}: {packed} would unpack to {whole}: a zip bomb? It was not opened. Export the file again."),
    N_("{file}: unpacked, {part} takes {size} (the limit is {limit}). Export a shorter period, or save as CSV, which has no limit."),
    N_("{file}: this is {what}, not a table. Export the table as XLSX or CSV and load that."),
    N_("{file}: {size} of JSON is too much for one file. Split it."),
    N_("{file}: cannot be read ({why})."),
    N_("{file}: the workbook is damaged or cut off (its table of contents at the end is missing). Download or export it again."),
    N_("{file}: nearest layout is {layout} ({title}), but row {row} has no column {columns}. Export the file with these columns, or name another layout with --layout."),
    N_("{file}: two header rows: row {row} above the headers in row {header} has {n} names too. Delete row {again} and load the file again."),
    N_("{file}: rows {row} and {next} are both headers. Delete one and load the file again."),
    N_("{file}: the header stands in two rows ({row} and {next}). Make it one row with one name for each column, and load the file again."),
    N_("{file}: a JSON array of objects was expected. See docs/intake.md, layout open311."),
    N_("{file}: the JSON array is empty: there are no rows to load."),
    N_("{file}: not UTF-8 at byte {place}. JSON has to be UTF-8: export it again."),
    N_("{file}: broken JSON ({place}): the file is damaged or cut off. Export it again."),
    N_("{file}: there is a header and not one row below it. Export the file again."),
    N_("{file}: there are headers and no rows below them."),
    N_("{file} holds several layers with polygons ({layers}): export one of them."),
    N_("{file} does not say in which coordinate system it is (a shapefile says it in its .prj): give it with --crs, for example --crs EPSG:4326."),
    N_("{file} holds no features."),
    N_("{file} holds no polygons."),
    N_("{file}: the coordinates are not degrees when read as {system}: give the right system with --crs."),
    N_("{file}, feature {number} «{name}»: longitude {x}, latitude {y} is outside of «{place}», and the other way round it is inside. Write the longitude first and the latitude second in every point, as GeoJSON wants it, and load the file again."),
    N_("{file}, feature {number}: longitude {x}, latitude {y}: no latitude is above 90°. Write the longitude first and the latitude second in every point, as GeoJSON wants it, and load the file again."),
    N_("{file} cannot be read as boundaries: {why}"),
    N_("{file} unpacks to more than {size} GB."),
    N_("{file} holds {n} shapefiles; pack one into an archive."),
    N_("{file}: {files} must lie beside the .shp file."),
    N_("{file} is not a whole zip archive."),
    N_("{file}: {system} is no coordinate system; write it like EPSG:4326."),
    N_("{file} does not say which region its districts belong to: give it with --region."),
    N_("{file}: no property holds the names of the districts (name, name_osm, «Муниципалитет»)."),
    N_("{file}: no property holds the codes of the districts (oktmo, «ОКТМО», code)."),
    N_("{file}: none of its {n} rows is a municipality with a name and a code."),
    N_("{file}: no region is loaded yet: load its districts first."),
    N_("{file}: region {region} is not loaded: load its districts first."),
    N_("{file}: a file of {layout} has the columns {columns}; this one has none such."),
    N_("It looks like a survey with a column for each question, but registers have such columns too: {columns}. Give these questions other headers, or load the file as «{layout}» (on the command line: --layout {code})."),
    N_("It looks like a survey with a column for each question, but several columns say the same: {columns}. Keep one of them; if one is a question, give it another header."),
    N_("It looks like a survey with a column for each question, or like a register: both have a column {columns}, and no header asks anything. If it is a survey, end its questions with «?», or load the file as «{layout}» (on the command line: --layout {code})."),
    N_("It looks like a survey with a column for each question ({columns}), but no column says which questionnaire a row is: call the column with its number «№ анкеты», or the one with the moment of the answer «Отметка времени»."),
    N_("{file}: column «{column}»: the cells hold several answers with «{mark}» between them, or answers with «{again}» in them; nobody can tell, see «{part}». Call the column «{several} (несколько вариантов)» or «{one} (один вариант)» and load the file again."),
    N_("{file}: the question «{question}» of this poll was loaded as «{before}», here it is «{now}». Take that import back first, or let the header say what it is: «{header}»."),
    N_("{file}: no column holds answers to a question: they are empty, or hold people's details. Export the answers too and load the file again."),
    N_("{file}, row {row}, column «{column}»: in «{date}» the month stands first, and dates are read with the day first. Write them as DD.MM.YYYY or YYYY-MM-DD (in a table of Google: File, Settings, Locale) and load the file again."),
    N_("{file}, row {row}, column «{column}»: nobody can tell the day from the month in «{date}» and the other dates. Write them as DD.MM.YYYY or YYYY-MM-DD (in a table of Google: File, Settings, Locale) and load the file again."),
    N_("{file}: a poll «{poll}» with other questions is loaded, and no column names the poll of this file. Name it in a column «Название опроса», or give the file another name, and load it again."),
    N_("{file}: a list of topics in JSON is one object, theme → severity or theme → group."),
    N_("{file} is not whole JSON: {why}"),
    N_("No region {region} is loaded. Loaded: {loaded}. Load its boundaries first."),
    N_("{file}: the workbook has no rows. Export it again."),
    N_("{file}: the workbook has a password. Save it without one and load it again."),
    N_("{file}: the workbook cannot be read ({why}). It is damaged or cut off: export it again."),
    N_("{file}, sheet «{sheet}», row {row}, column {column}: cells {cells} are merged, so it is not clear where their value belongs. Unmerge them and load the file again."),
    N_("{file}: no layout is known with such headers (the first row reads: {headers}). Say on the page Data what its columns mean, or, if the letters look wrong, save the file as CSV in UTF-8. `python -m intake layouts` lists the layouts."),
    N_("{file}: the import failed and changed nothing ({why}). The log says more."),
    N_("{file}: this is a part of a Polis export, and only its {summary} says of which consultation. Put {again} into the same folder (or upload both together) and load the file again."),
    N_("{file}: broken XML ({place}): the file is damaged or cut off. Export it again."),
    N_("{file}: the XML declares entities or loads other files; it was not opened. Export it without them."),
    N_("{file}: the XML holds no service requests: there are no rows to load."),
    N_("{file}: {size} of XML is too much for one file. Split it."),
    N_("Layout {file}, key «{key}», value «{value}»: {what}."),
    N_("Layout {file} is not UTF-8: save it in that encoding."),
    N_("Layout {file} is not readable YAML ({place}): correct it, or describe a file anew on the page Data."),
    N_("There is no batch {batch}. The Data page and `import_batch` list them."),
    N_("Batch {batch} ({file}) was already taken back."),
    N_("Batch {batch} ({file}, {layout}) is reference data: cases refer to it, so it is not taken back. Load the file as it should be instead."),
    N_("Later imports changed the same cases: take back batch {batches} first, then {batch}."),
)  # fmt: skip
# What a file turned out to be: the {what} of a sentence above.
THINGS = (
    N_("a PDF document"),
    N_("a picture (PNG)"),
    N_("a picture (JPEG)"),
    N_("a text document (RTF)"),
    N_("a RAR archive"),
    N_("a 7-Zip archive"),
    N_("a gzip archive"),
    N_("a SQLite database"),
    N_("a Parquet file"),
    # What a layout file of the region's own should say instead.
    N_("there is no such key; docs/intake.md lists them"),
    N_("this key is missing: add it"),
    N_("a text is wanted; put numbers, yes and no into quotes"),
    N_("a table of names and values is wanted"),
    N_("there is no such field; docs/intake.md lists them"),
    N_("write a header, a list of headers, or name, aliases and occurrence"),
    N_("there is no such meaning; docs/intake.md lists them"),
    N_("small Latin letters, figures and _ are wanted, 2 to 40 of them, a letter first"),
    N_("write it like %d.%m.%Y %H:%M, or epoch, or epoch_ms"),
    N_("write day or minute; a channel that is shipped has its own"),
    N_("only fields of the key columns can be required"),
    N_("such a column holds names, phones or addresses of people: leave it out, or make it the field applicant"),
    N_("a layout that is shipped has this name: rename the file"),
    N_("nothing here tells one row from another: add number, or a date of filing, a topic, a place or the text"),
    N_("epoch says hours, and this channel is known by days: leave the dates out, or take another channel"),
    N_("a channel that is shipped has this name: take another name, or choose that channel"),
    N_("a layout file ends in .yaml: rename the file"),
)
_BEHIND = re.compile(r" (?=Layout \S+\.ya?ml[ ,]|It looks like a survey )")
_PLACE = re.compile(r"\{(\w+)\}")


def in_words(message: str) -> str:
    """A refusal of the loader in the language of the screen; as it came when no template knows it.

    What is wrong with layout files, and what looks like a survey, comes behind it, a sentence each.
    """
    return " ".join(_in_words(part) for part in _BEHIND.split(message))


def _in_words(message: str) -> str:
    for template in TEMPLATES:
        if found := pattern(template).fullmatch(message):
            parts = found.groupdict()
            return _(template).format(**{name: _part(name, part) for name, part in parts.items()})
    return message


def _part(name: str, part: str) -> str:
    """A part of a sentence as people call it: what a file is, a layout."""
    if name == "layout":
        return layout_name(part)
    return _(part) if part in THINGS else part


@lru_cache(maxsize=128)
def pattern(template: str) -> re.Pattern[str]:
    """The sentence with its parts open: «{file}: the file is empty.» finds «a.xlsx: the file is empty.»."""
    pieces = _PLACE.split(template)
    parts = [re.escape(piece) if at % 2 == 0 else f"(?P<{piece}>.+?)" for at, piece in enumerate(pieces)]
    return re.compile("".join(parts), re.DOTALL)
