// The keys of items.yaml, of fhir.yaml, of files of columns and of shared files, which may hold parts of
// each.
#include "gateway/forms/form/mapping_key_builders.h"

#include <iterator>

namespace renkei::form::keys {
namespace {

constexpr MappingKey group_rows[] = {
    number("rows", 1, "numbered columns: how many rows"),
    number("at", 1, "numbered columns: first column of the first row"),
    number("stride", 1, "numbered columns: columns of a row"),
    text("name", "printed name"),
    number("min", 0, "least number of rows"),
    number("max", 1, "greatest number of rows"),
    texts("level", "nested CSV: a row begins where a cell of these items changes"),
    word("kind", "carried | absent | blank", "what no item holds: unknown values, reasons, boxes left blank"),
    text("list", "of `kind: absent`: the code list of the reasons"),
};

constexpr MappingKey item_rows[] = {
    text("col", "CSV column from 1; `+n` inside a numbered group"),
    text("head", "name of the column in the header line, where it is not the id"),
    text("name", "printed name: narrative, messages, `<name>` in tables"),
    needed(text("type", "text text(n) token(format) code(list) codes(list) flag flag(list) date month time "
                        "datetime int int(n) dec dec(tenths)")),
    word("card", "1", "must be filled in every row of its group"),
    truth("ext", "extension item (拡張項目), after all standard ones"),
    truth("partial", "a date may be a year or a year and month; a datetime may be a date"),
    text("literal", "the only value: a code of the item's list, or what fits its format"),
    text("none", "of a date, month or time: what its CSV column holds where there is no value; the "
                 "column is never empty then"),
    text("min", "least value of a number; of `codes(list)` least number of rows"),
    text("max", "greatest value of a number; of `codes(list)` greatest number of rows"),
    anything("plausible",
             "of a number: its kind (a row of shared/number_kinds.yaml), `[kind, least, greatest]` "
             "for a narrower range, or `{none: why}`"),
    pattern("pattern", "RE2 that the whole value matches"),
    word("check", "m10w21 | m10w21?", "check digit; with `?`, in quotes, a wrong one is a warning"),
    word("from", "S | F | D", "provenance: ministry, public source, our reading of the paper form"),
    text("syntax", "only this syntax knows the item"),
    truth("sensitive", "restricted content: its resource must say `security: R`"),
    truth("kept_alone", "of a ledger record: it is kept, and its resource does not say it"),
    truth("shown_alone", "of a ledger record: its resource says it, and it is not kept"),
    truth("reason_apart", "a reason of `absent[]` for it stands with those that name no item, because its "
                          "home is a code that R4 requires"),
};

constexpr MappingKey condition_rows[] = {
    text("item", "the item has one of the values; without values it is filled"),
    texts("is", "the item has one of these"),
    texts("not", "it has none of these; an empty item has none"),
    texts("starts", "it begins with one of these"),
    texts("age", "day of birth and the day on which the age counts; without one of them it does not hold"),
    number("from", 0, "least age in full years (default: none)", 200),
    number("to", 0, "greatest age in full years (default: none)", 200),
    text("last", "the row is the last one of this group"),
};

constexpr MappingKey rule_rows[] = {
    needed(text("id", "id of the rule")),
    needed(text("rule", "required-if empty-if exclusive order sum one-of agrees pattern value span only-if")),
    needed(text("severity", "error, warning or information")),
    needed(text("text", "what is said to the person who filled in the form")),
    maps("when", condition, "the rule is checked only where all of these hold"),
    text("if", "the item that is asked"),
    texts("is", "values, a pattern, a count or a span, as the rule wants"),
    texts("then", "the items or groups that the rule is about"),
    truth("any", "of `required-if`: one of the targets is enough"),
    truth("stop", "of `empty-if`, `exclusive`: the two contradict each other, and a page says so at its top"),
    text("first", "the item that is not after the second"),
    text("total", "the item that is the sum"),
    text("item", "the item that agrees with the two days"),
};

constexpr MappingKey bits_rows[] = {needed(texts("bits", "flags, one digit each")),
                                    text("name", "printed name")};
constexpr MappingKey digits_rows[] = {needed(texts("digits", "codes, one digit each")),
                                      text("name", "printed name")};
constexpr MappingKey set_rows[] = {needed(text("set", "item of type codes(list)")),
                                   needed(texts("codes", "its codes, one digit each")),
                                   text("name", "printed name")};
constexpr MappingKey row_rows[] = {needed(text("row", "group")),
                                   needed(number("n", 0, "row of the group, from 0")),
                                   needed(text("item", "item of the row")), text("name", "printed name")};
constexpr MappingKey first_of_rows[] = {needed(texts("first_of", "items; the first filled one stands there")),
                                        text("name", "printed name")};
constexpr MappingKey ignored_rows[] = {text("ignored", "name of a column that no item has")};
constexpr const KeyTable* column_kinds[] = {&bits, &digits, &set, &row, &first_of, &ignored};

constexpr MappingKey section_rows[] = {
    needed(text("title", "title of the section")),
    text("loinc", "LOINC code of the section"),
};

constexpr MappingKey view_rows[] = {
    anything("template", "text with `<item>`, or several: the first whose items are all filled"),
    texts("of", "items whose values choose the text"),
    texts("reads", "how each item is read: `text`, or a wording of shared/wordings.yaml"),
    texts("columns", "names of the texts of one choice"),
    anything("is", "rows: an RE2 for each item, then the texts"),
    anything("otherwise", "text of any other value"),
    anything("order", "two items with days that are compared"),
    text("before", "text where the first is before the second"),
    text("same", "text where both are the same"),
    text("after", "text where the first is after the second"),
    text("only_first", "text where only the first is filled"),
    text("only_second", "text where only the second is filled"),
};

constexpr MappingKey entry_rows[] = {
    needed(text("entry", "unique name")),
    text("in", "section; an entry without one must be referred to"),
    text("each", "group: one resource for each of its rows"),
    text("within", "entry whose resource contains this one"),
    anything("when", "written if the condition holds, compared, never read"),
    truth("accept", "a further shape that is read and never written"),
    text("frame", "frame whose fields stand before the entry's own"),
    texts("profile", "profiles of `meta.profile`, the own one first"),
    text("security", "`meta.security`"),
    anything("understands", "codings of others that this entry reads"),
    anything("resource", "the FHIR resource with holes"),
    texts("table", "macro: names of the columns of `rows:`"),
    rows("rows", 1, most_number, "macro: one entry for each row, with `<column>` replaced"),
};

constexpr MappingKey page_alert_rows[] = {
    needed(text("item", "the item")),
    texts("is", "the codes with which it stands there; without them any answer does"),
    word("kind", alert_words, "how much it must not be missed (default: danger)"),
    text("name", "what it is called (default: the item's label); those of one name are one"),
};
constexpr MappingKey page_column_rows[] = {
    text("name", "printed name (default: of the first item)"),
    text("over", "printed above this column and its neighbours with the same text"),
    needed(texts("of", "items; the second and those behind it stand below the first")),
};
constexpr MappingKey page_week_rows[] = {
    needed(text("day", "item with the day of the week")),
    needed(text("from", "item with the time at which it begins")),
    needed(text("to", "item with the time at which it ends")),
    needed(text("daily_from", "item with the time at which something begins every day")),
    needed(text("daily_to", "item with the time at which it ends")),
};
constexpr MappingKey page_month_rows[] = {
    needed(text("date", "item with the day")),
    needed(text("count", "item with what stands in the day's box")),
};
constexpr MappingKey page_table_rows[] = {
    needed(text("rows", "group; its rows and those within them are one table")),
    maps("columns", page_column, "its columns; items that none has follow them"),
    map("week", page_week, "a column for each day of the week instead"),
    map("month", page_month, "a column for each day of the month; all other items stand before them"),
};
constexpr MappingKey page_beside_rows[] = {
    text("name", "printed above the table"),
    needed(
        texts("begin", "what the names of the boxes of each column begin with; what follows names the line")),
    needed(texts("columns", "printed names of the columns")),
};
constexpr MappingKey page_line_of_rows[] = {
    needed(text("name", "printed name of the line")),
    needed(texts("of", "the boxes of the line, in their order")),
    needed(texts("units", "what stands behind each of them")),
};
constexpr MappingKey page_item_rows[] = {
    needed(text("item", "the item")),
    text("name", "what the page calls it (default: its printed name)"),
    texts("ticked", "of a flag: the words for a box without a tick, and for one with it"),
    truth("day", "the document is about this day: it stands beside the document's own, and the age is of it"),
};
constexpr MappingKey page_rows[] = {
    maps("alert", page_alert, "answers that stand in large letters above all others"),
    truth("all_choices", "questions stand with all their answers, as on paper"),
    truth("landscape", "sheets are wider than high"),
    maps("beside", page_beside, "boxes whose names differ in their beginning alone, side by side"),
    maps("items", page_item, "what single items say on the page"),
    maps("lines", page_line_of, "boxes that are one answer, as a day in its parts"),
    maps("tables", page_table, "how rows of groups stand on the page"),
    texts("first", "sections that stand before the others, in this order"),
};

constexpr KeyTable fields{.name = "fields",
                          .about = "fields of a FHIR object, with holes",
                          .keys = {},
                          .others = OtherKeys::allowed};

constexpr MappingKey earlier_rows[] = {
    texts("refused", "versions whose files have other columns"),
    texts("read", "versions whose files have the columns of this one"),
};

constexpr MappingKey part_rows[] = {
    named_maps("groups", group, "groups of items that repeat"),
    named_maps("items", item, "items in the ministry's order"),
    maps("rules", rule, "rules between items"),
    named_maps("columns", column, "what stands in each column of a file of columns"),
    named_maps("sections", section, "sections of the Composition by their codes"),
    named_maps("frames", fields, "fields that several entries begin with"),
    named_maps("views", view, "texts that follow from items, used as `~|NAME`"),
    map("bundle", fields, "of a foreign form: the Bundle's own fields"),
    map("composition", fields, "the Composition; without one the Bundle is a collection"),
    map("resource", fields, "of a ledger record: the only resource, which no document is around"),
    maps("entries", entry, "the example: a FHIR resource for each entry"),
    map("page", page, "of the page for people"),
    map("earlier", earlier, "versions that came before this one, whatever their numbers are"),
};

} // namespace

constexpr KeyTable group{.name = "group", .about = "a group of items that repeats", .keys = group_rows};
constexpr KeyTable group_without_list{
    .name = "group", .about = group.about, .keys = group.keys.first(std::size(group_rows) - 1)};
constexpr KeyTable item{.name = "item",
                        .about =
                            "an item; keys without `name` and `type` are added to an item of a shared file",
                        .keys = item_rows,
                        .may_be_part = true};
constexpr KeyTable condition{.name = "condition", .about = "a condition of a rule", .keys = condition_rows};
constexpr KeyTable rule{.name = "rule", .about = "a rule between items", .keys = rule_rows};
constexpr KeyTable bits{.name = "bits", .about = "a column of flags", .keys = bits_rows};
constexpr KeyTable digits{.name = "digits", .about = "a column of codes", .keys = digits_rows};
constexpr KeyTable set{.name = "set", .about = "a column of a set of codes", .keys = set_rows};
constexpr KeyTable row{.name = "row", .about = "a column of a row of a group", .keys = row_rows};
constexpr KeyTable first_of{.name = "first_of", .about = "a column of several items", .keys = first_of_rows};
constexpr KeyTable ignored{.name = "ignored", .about = "a column of no item", .keys = ignored_rows};
constexpr KeyTable column{.name = "column",
                          .about = "an item, or what else stands in a column",
                          .keys = {},
                          .kinds = column_kinds,
                          .may_be_text = true};
constexpr KeyTable section{.name = "section",
                           .about = "a section of the Composition",
                           .keys = section_rows,
                           .others = OtherKeys::allowed};
constexpr KeyTable view{.name = "view", .about = "a text that follows from items", .keys = view_rows};
constexpr KeyTable entry{.name = "entry", .about = "a FHIR resource of the example", .keys = entry_rows};
constexpr KeyTable page_alert{
    .name = "page_alert", .about = "an answer above all others", .keys = page_alert_rows};
constexpr KeyTable page_item{.name = "page_item", .about = "an item on the page", .keys = page_item_rows};
constexpr KeyTable page_beside{
    .name = "page_beside", .about = "boxes side by side on the page", .keys = page_beside_rows};
constexpr KeyTable page_line_of{
    .name = "page_line_of", .about = "boxes as one line of the page", .keys = page_line_of_rows};
constexpr KeyTable page_column{
    .name = "page_column", .about = "a column of a table on the page", .keys = page_column_rows};
constexpr KeyTable page_week{.name = "page_week", .about = "what is where in a week", .keys = page_week_rows};
constexpr KeyTable page_month{
    .name = "page_month", .about = "what is where in a month", .keys = page_month_rows};
constexpr KeyTable page_table{
    .name = "page_table", .about = "rows as a table on the page", .keys = page_table_rows};
constexpr KeyTable page{.name = "page", .about = "what the page for people needs to know", .keys = page_rows};
constexpr KeyTable earlier{.name = "earlier", .about = "versions before this one", .keys = earlier_rows};
constexpr KeyTable part{
    .name = "part", .about = "items, rules, columns and the example of a form", .keys = part_rows};

} // namespace renkei::form::keys
