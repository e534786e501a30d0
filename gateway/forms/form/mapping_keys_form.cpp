// The keys of form.yaml.
#include "gateway/forms/form/mapping_key_builders.h"

namespace renkei::form::keys {
namespace {

constexpr MappingKey foreign_rows[] = {
    needed(text("family", "name of the document type that others define")),
};

constexpr MappingKey edition_rows[] = {
    text("writes", "what is written behind `|` in whole canonicals of `profile:` (default: nothing)"),
    texts("reads", "what may stand there beside the version"),
    text("from", "day from which a document is of this edition, where neither its profiles nor its content "
                 "say which"),
    text("by", "item with the day that is compared (default: `created_day`, `created_item`)"),
};

constexpr MappingKey identity_rows[] = {
    texts("sender", "items with the number of the sender; the first filled one counts"),
    texts("receiver", "items with the numbers of those whom the document is for"),
    texts("document", "items that name the document together"),
    text("revision", "item with the revision of the document"),
    text("answers",
         "kind of ledger record, or of stated relation, that such a document of its sender answers"),
    texts("plan", "items that make the number which all documents of one plan share, joined by `:`"),
};

constexpr MappingKey implied_rows[] = {
    named_texts("fixed", "item: its value in every file of this syntax"),
    named_texts("copy", "item: the item that it repeats"),
    named_texts("count", "group: the item that is the number of its row"),
};

constexpr MappingKey kind = needed(word("kind", "wide | nested | json", "how a document stands in a file"));
constexpr MappingKey encoding =
    anything("encoding", "`cp932`, `utf-8`, or both as a list: the first is written");
constexpr MappingKey columns = needed(number("columns", 1, "how many columns a line has"));
constexpr MappingKey file =
    texts("file", "parts of the file name: an item, `item|text if empty`, a quoted text");
constexpr MappingKey implied_by = map("implied", implied, "items that the syntax itself states");
constexpr MappingKey header = word("header", "names", "the first line of a file names its columns");
constexpr MappingKey quote = word("quote", "text | all | never", "which values are enclosed (default: text)");
constexpr MappingKey line_breaks = text("line_breaks", "`blank`: line breaks are written as blanks");
constexpr MappingKey interface = text("interface", "a line before the header that is read and never written");

constexpr MappingKey wide_rows[] = {
    kind,       encoding,
    columns,    number("standard", 1, "how many columns the ministry's table has (default: all)"),
    file,       text("columns_file", "the file beside form.yaml that says what stands in the columns"),
    implied_by, header,
    quote,      line_breaks,
    interface,  text("numbered", "the item that numbers the records of a file from 1"),
};

constexpr MappingKey nested_rows[] = {
    kind,      encoding,   columns,
    file,      implied_by, needed(texts("levels", "the groups with `level:`, from the outermost")),
    header,    quote,      line_breaks,
    interface,
};

constexpr MappingKey json_rows[] = {kind};

constexpr const KeyTable* syntax_kinds[] = {&wide, &nested, &json};
constexpr KeyTable syntax{
    .name = "syntax", .about = "how the form stands in a file", .keys = {}, .kinds = syntax_kinds};

constexpr MappingKey head_rows[] = {
    needed(text("form", "id of the form; `_` becomes `-` in FHIR ids and canonicals")),
    needed(text("title", "printed title")),
    needed(text("version", "version of the form")),
    text("version_item", "item whose value in a file or bundle chooses the version"),
    text("created_item", "item with the time of writing: `Bundle.timestamp`, `meta.lastUpdated`"),
    text("created_day", "item with its day, where `created_item` may be empty"),
    map("identity", identity, "which items name the document"),
    texts("codes", "files of code lists"),
    texts("use", "shared files whose items, groups, sections, frames, views and entries are merged in"),
    needed(named_maps("syntax", syntax, "the syntaxes in which files of the form are read and written")),
    text("base", "of another version: the form whose files are used where this folder has none"),
    texts("without", "items of the base form that this version does not have"),
    texts("creators", "roles of the peers that may send this form to a gateway; none: no peer may"),
    texts("asked", "roles that may send it about a person of whom the insurer asked them: by the record that "
                   "`identity.answers` names"),
    texts("needs", "forms that a document must come with: same key, same revision; `a | b`: one of them"),
    anything("deletes", "form: {its item: item of this form that says the same under another id}; a document "
                        "takes back those of the form with the same key and a lower revision"),
    map("foreign", foreign, "a document type that others define"),
    map("edition", edition, "this version stands beside others: how a document shows that it is of it"),
};

} // namespace

constexpr KeyTable foreign{.name = "foreign", .about = "a document type of others", .keys = foreign_rows};
constexpr KeyTable edition{.name = "edition", .about = "one of several editions", .keys = edition_rows};
constexpr KeyTable identity{.name = "identity", .about = "what names a document", .keys = identity_rows};
constexpr KeyTable implied{.name = "implied", .about = "items that a syntax states", .keys = implied_rows};
constexpr KeyTable wide{.name = "wide", .about = "one line is one document", .keys = wide_rows};
constexpr KeyTable nested{.name = "nested", .about = "many lines are one document", .keys = nested_rows};
constexpr KeyTable json{.name = "json", .about = "a JSON object is one document", .keys = json_rows};
constexpr KeyTable head{.name = "form", .about = "what a form is", .keys = head_rows};

} // namespace renkei::form::keys
