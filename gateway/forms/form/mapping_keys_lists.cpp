// The keys of code lists, of formats, kinds of numbers and wordings, and of the table of concepts; and the
// kinds of files.
#include "gateway/forms/form/mapping_key_builders.h"

namespace renkei::form {
namespace keys {
namespace {

constexpr MappingKey list_rows[] = {
    text("name", "printed name of the list"),
    text("system", "its code system (default: `kg:CodeSystem/` and the id)"),
    named_texts("absent", "form code: the reason that it says instead of a value"),
    anything("translate", "system: {form code: [code, display]}, written behind the local coding"),
    anything("also", "system, or `words`: {form code: code}, understood and never written"),
    needed(rows("rows", 2, 3, "[form code, display] or [form code, FHIR code, display]")),
};
constexpr MappingKey more_rows[] = {
    needed(rows("more_rows", 2, 3, "rows that are added to a list of an earlier file")),
};
constexpr KeyTable addition{.name = "more_rows", .about = "an addition to a list", .keys = more_rows};
constexpr const KeyTable* list_kinds[] = {&list, &addition};
constexpr KeyTable any_list{
    .name = "code_list_or_rows", .about = "a code list, or rows for one", .keys = {}, .kinds = list_kinds};

constexpr MappingKey format_rows[] = {
    needed(pattern("pattern", "RE2 that the whole text matches")),
    needed(text("text", "what is expected, in Japanese")),
    needed(text("english", "what is expected, in English")),
    text("begins", "the code list whose codes such texts begin with; a page says what they mean"),
};

constexpr MappingKey number_kind_rows[] = {
    needed(text("name", "printed name, with the unit")),
    needed(text("english", "English name, with the unit")),
    needed(texts("range", "least and greatest plausible value")),
    needed(text("reason", "a source of the range, or why it is so, in Japanese")),
    needed(text("reason_english", "the same in English")),
};
constexpr MappingKey no_number_kind_rows[] = {
    needed(text("none", "why no range can be said")),
};

constexpr MappingKey reading_rows[] = {
    needed(text("says", "what a text that is read so says of the question")),
    needed(texts("is", "patterns (RE2); `<piece>` stands for a piece")),
    text("words", "how the codes are said"),
    rows("codes", 2, most_number, "[system, code, …]: codes that say the same"),
};
constexpr MappingKey wording_rows[] = {
    texts("about", "ResourceType.element: where others write such texts"),
    needed(named_maps("readings", reading, "what a text may say")),
};
constexpr MappingKey wordings_rows[] = {
    named_texts("pieces", "patterns that others are made of"),
    named_maps("wordings", wording, "how texts are read, by their names"),
};

constexpr MappingKey public_rows[] = {
    needed(text("system", "code system of others")),
    needed(text("code", "the exact code")),
    text("display", "its display"),
    needed(text("source", "who says that it means this concept")),
};
constexpr MappingKey concept_rows[] = {
    needed(text("name", "printed name")),
    needed(text("english", "English name")),
    texts("items", "form.item; `*.item` of a shared file"),
    maps("public", public_code, "codes that others know"),
};
constexpr MappingKey page_line_rows[] = {
    needed(text("name", "printed name of the line")),
    texts("concepts", "the concepts that the line shows, in their order"),
    text("resource", "type of the resources whose `code.text` the line shows, too"),
    word("alert", alert_words, "an answer that names something is an alert of this kind"),
    texts("is", "of answers with a code: FHIR's codes that are one (default: each that names something)"),
};
constexpr MappingKey concepts_rows[] = {
    named_maps("concepts", concept_row, "what several forms ask, by codes of kg:CodeSystem/concept"),
    maps("page", page_line, "the lines at the top of a page for people"),
};

constexpr KeyTable codes_file{
    .name = "codes", .about = "code lists by their ids", .keys = {}, .each = &any_list};
constexpr KeyTable formats_file{
    .name = "formats", .about = "formats by their names", .keys = {}, .each = &format};
constexpr KeyTable number_kinds_file{
    .name = "number_kinds", .about = "kinds of numbers by their names", .keys = {}, .each = &number_kind};

constexpr MappingFile files[] = {
    {"form", "FORM/form.yaml", &head},
    {"part", "FORM/items.yaml, FORM/fhir.yaml, a file of columns, a shared file that forms use", &part},
    {"codes", "codes/*.yaml", &codes_file},
    {"formats", "shared/formats.yaml", &formats_file},
    {"wordings", "shared/wordings.yaml", &wordings},
    {"number_kinds", "shared/number_kinds.yaml", &number_kinds_file},
    {"concepts", "concepts.yaml", &concepts},
    {"transfer", "FORM/transfer.yaml", &transfer},
    {"prefill", "FORM/prefill.yaml, FORM/prefill-FORM.yaml", &prefill},
};

} // namespace

constexpr KeyTable list{.name = "code_list", .about = "a code list", .keys = list_rows};
constexpr KeyTable format{.name = "format", .about = "a format of token items", .keys = format_rows};
constexpr KeyTable number_kind{.name = "number_kind", .about = "a kind of number", .keys = number_kind_rows};
constexpr KeyTable no_number_kind{
    .name = "no_number_kind", .about = "a number without a range", .keys = no_number_kind_rows};
constexpr KeyTable reading{.name = "reading", .about = "one thing that a text may say", .keys = reading_rows};
constexpr KeyTable wording{.name = "wording", .about = "how a text is read", .keys = wording_rows};
constexpr KeyTable wordings{.name = "wordings", .about = "how texts are read", .keys = wordings_rows};
constexpr KeyTable public_code{.name = "public_code", .about = "a code of others", .keys = public_rows};
constexpr KeyTable concept_row{.name = "concept", .about = "what several forms ask", .keys = concept_rows};
constexpr KeyTable page_line{
    .name = "page_line", .about = "a line at the top of a page", .keys = page_line_rows};
constexpr KeyTable concepts{.name = "concepts", .about = "what several forms ask", .keys = concepts_rows};

} // namespace keys

std::span<const MappingFile> mapping_files() { return keys::files; }

} // namespace renkei::form
