// The keys of transfer.yaml and prefill.yaml.
#include "gateway/forms/form/mapping_key_builders.h"

namespace renkei::form::keys {
namespace {

constexpr MappingKey asked_rows[] = {
    text("item", "item of the foreign document, asked inward"),
    text("ours", "item of our document, asked outward"),
    text("reads", "wording by which the text is read; the values are its readings"),
    texts("is", "the item has one of these"),
    texts("not", "it has none of these; an empty item has none"),
    pattern("like", "RE2 that the whole value matches"),
    pattern("unlike", "RE2 that the whole value does not match; an empty item does not"),
    text("until", "item of the document: the day is not after its day; an empty one is not"),
    text("empty", "the item has no value, or the group no rows"),
};

constexpr MappingKey option_rows[] = {
    anything("map", "value there: value here"),
    text("join", "rows become one text with this between them"),
    text("append", "the value goes behind what is there, with this text between"),
    word("only", "in | out", "the row serves one direction"),
    map("when", transfer_condition, "condition, or a list that must hold altogether", Holds::anything),
    map("text", transfer_text, "several items as one text; of a list the first that fits", Holds::anything),
    pattern("take", "RE2 of the whole text: what its group matches is the value; inward"),
    text("latest", "date item of the rows: only the last of them is carried; inward"),
    anything("replace", "what the foreign form forbids, and what stands there instead"),
};

constexpr MappingKey any_rows[] = {
    text("any", "group: a row of it, for which `when:` holds, says the value"),
    text("all", "group: every row of it says so, and there is one"),
    needed(text("item", "item of ours")),
    needed(text("value", "its value")),
    map("when", transfer_condition, "condition on the rows", Holds::anything),
    texts("without", "groups that must have no row"),
};

constexpr MappingKey text_rows[] = {
    anything("text", "text with `<item>`, or a list of them"),
    map("when", transfer_condition, "taken only where this holds", Holds::anything),
};

constexpr MappingKey constants_rows[] = {
    map("in", transfer_made, "[item, value] of documents of ours", Holds::anything),
    map("out", transfer_made, "[item, value] of foreign documents", Holds::anything),
};

constexpr MappingKey made_rows[] = {
    anything("template", "text with `<item>`, `<item:4>` (four characters) or `<row>`"),
    text("rows", "group whose rows become one text"),
    text("join", "what stands between them"),
    text("of", "item whose value chooses the text"),
    anything("is", "[RE2, text]; the first that matches"),
    text("reads", "wording by which the item is read"),
    text("otherwise", "text of any other value"),
};

constexpr MappingKey transfer_rows[] = {
    needed(text("to", "the form of ours")),
    needed(maps("rows", transfer_row, "[foreign item, our item, options], or `any:` and `all:`")),
    map("constants", transfer_constants, "values of the document that is made, where nothing was carried"),
    maps("withhold", transfer_condition, "rows of the foreign document that are not shown further"),
    maps("refuse", transfer_condition, "documents that are not carried at all"),
};

constexpr MappingKey prefill_option_rows[] = {
    named_texts("map", "value there: value here"),
    text("note", "said behind the sentence of the rule"),
    text("join", "between the texts of several rows that lead to one box; without it they must be equal"),
    pattern("take", "RE2 of the whole text: what its group matches is the value"),
    number("row", 1, "of the group that an item of the document goes to, counted from 1"),
};

constexpr MappingKey prefill_only_rows[] = {
    needed(text("item", "item of the form that is read, in rows")),
    needed(texts("is", "rows are read where it has one of these values")),
    text("one", "item of the same rows that has one value in all that are read: the given one of its target"),
};

constexpr MappingKey prefill_rows[] = {
    needed(text("from", "the form that is read; the form of this folder is begun")),
    named_texts("rules", "what is said to the person about the items of a rule"),
    needed(map("rows", prefill_option, "[item there, item here, rule, options]", Holds::anything)),
    text("rest", "the rule of items with equal ids that no row names"),
    map("only", prefill_only, "which rows of the form are read"),
    word("left", "all | of-rows",
         "values that no row takes are reported: all, or of the items that rows read"),
};

constexpr const KeyTable* row_kinds[] = {&transfer_any};

} // namespace

constexpr KeyTable transfer_condition{
    .name = "transfer_condition", .about = "a condition of a transfer", .keys = asked_rows};
constexpr KeyTable transfer_option{
    .name = "transfer_option", .about = "options of a row", .keys = option_rows};
constexpr KeyTable transfer_any{
    .name = "transfer_any", .about = "rows that say a code of ours", .keys = any_rows};
constexpr KeyTable transfer_text{
    .name = "transfer_text", .about = "a text under a condition", .keys = text_rows};
constexpr KeyTable transfer_constants{
    .name = "transfer_constants", .about = "constants by direction", .keys = constants_rows};
constexpr KeyTable transfer_made{.name = "transfer_made", .about = "a value that is made", .keys = made_rows};
constexpr KeyTable transfer_row{.name = "transfer_row",
                                .about = "a row of a transfer",
                                .keys = {},
                                .kinds = row_kinds,
                                .may_be_list = true,
                                .ends_list = &transfer_option};
constexpr KeyTable transfer{
    .name = "transfer", .about = "how two forms hand their values to each other", .keys = transfer_rows};
constexpr KeyTable prefill_option{
    .name = "prefill_option", .about = "options of a row", .keys = prefill_option_rows};
constexpr KeyTable prefill_only{
    .name = "prefill_only", .about = "which rows are read", .keys = prefill_only_rows};
constexpr KeyTable prefill{.name = "prefill",
                           .about = "what a new document takes from one of another form",
                           .keys = prefill_rows,
                           .others = OtherKeys::allowed};

} // namespace renkei::form::keys
