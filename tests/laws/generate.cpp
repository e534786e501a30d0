#include "tests/laws/generate.h"

#include "gateway/forms/record/value/unmapped_content.h"

#include "tests/laws/values.h"

#include <algorithm>
#include <array>

namespace renkei::laws {
namespace {

using form::Form;
using form::Group;
using form::GroupKind;
using form::Item;
using form::none;

struct Recipe {
    unsigned filled;    // percent of the items that may be empty
    unsigned reasons;   // … of them that have a reason instead
    std::uint32_t rows; // at most, of a group without bound
};

Recipe recipe(std::uint64_t number) {
    static constexpr std::array<Recipe, 6> usual{
        {{60, 10, 2}, {15, 5, 1}, {85, 3, 3}, {30, 30, 2}, {5, 0, 2}, {50, 0, 1}}};
    return number == 0 ? Recipe{100, 0, 2} : number == 1 ? Recipe{0, 0, 0} : usual[number % usual.size()];
}

class Generator {
public:
    Generator(const Form& form, std::uint64_t number, Filling filling)
        : form_(form),
          extras_(form),
          letters_(letters_of(form)),
          random_(number * 2 + (filling == Filling::right ? 0 : 1)),
          recipe_(recipe(number)),
          filling_(filling),
          has_reasons_(form.about().absent_list != none) {}

    DraftRow record() {
        DraftRow out = row(form::document_group);
        add_extras(out);
        return out;
    }

private:
    // ---------------------------------------------------------------- rows
    DraftRow row(form::GroupId group) {
        DraftRow out(form_, group);
        for (const Item& item : form_.items()) {
            if (item.group == group && form_.groups()[group].place != form_.items().id_of(item)) {
                out.values[item.slot] = value(item);
            }
        }
        keep_alternatives_apart(out);
        for (const form::GroupId g : form_.groups().ids(1)) {
            if (form_.groups()[g].parent == group && !extras_.is_unmapped_content(g)) {
                out.groups[form_.groups()[g].slot] = rows(g);
            }
        }
        if (out.is_bare() && group != form::document_group) {
            say_something(out);
        }
        return out;
    }

    // FHIR has one value where the form has several items for it; a rule of the row says so, with an error.
    void keep_alternatives_apart(DraftRow& out) {
        for (const form::Rule& rule : form_.rules()) {
            const bool is_one = rule.kind == form::RuleKind::empty_if && rule.values == 0 &&
                                rule.conditions == 0 && rule.subject != none &&
                                rule.severity == static_cast<std::uint8_t>(diag::Severity::error);
            if (!is_one || form_.items()[rule.subject].group != out.group ||
                !out.values[form_.items()[rule.subject].slot]) {
                continue;
            }
            if (random_.chance(50)) { // the others stay
                out.values[form_.items()[rule.subject].slot].reset();
                continue;
            }
            for (const form::RuleTarget target : form_.targets(rule)) {
                if (!target.is_group() && form_.items()[target.item()].group == out.group) {
                    out.values[form_.items()[target.item()].slot].reset();
                }
            }
        }
    }

    // A row that says nothing is no row.
    void say_something(DraftRow& out) {
        const auto first = std::ranges::find_if(form_.items(), [&](const Item& item) {
            return item.group == out.group && !item.is(form::implied);
        });
        if (first != form_.items().end()) {
            out.values[first->slot] = DraftValue{text(*first), false, {}};
        }
    }

    std::vector<DraftRow> rows(form::GroupId index) {
        const Group& group = form_.groups()[index];
        switch (group.kind) {
        case GroupKind::numbered: return numbered_rows(index);
        case GroupKind::codes: return code_rows(index);
        case GroupKind::level: return level_rows(index);
        default: break;
        }
        std::vector<DraftRow> out;
        for (std::uint32_t i = how_many(group); i > 0; --i) {
            out.push_back(row(index));
        }
        return out;
    }

    std::uint32_t how_many(const Group& group) {
        const std::uint32_t most =
            std::min<std::uint32_t>(group.max_rows, std::max<std::uint32_t>(recipe_.rows, group.min_rows));
        return random_.chance(recipe_.filled)
                   ? most
                   : group.min_rows + random_.below(most - std::min<std::uint32_t>(group.min_rows, most) + 1);
    }

    // A gap keeps its place: the row behind it says where it stands.
    std::vector<DraftRow> numbered_rows(form::GroupId index) {
        const Group& group = form_.groups()[index];
        std::vector<DraftRow> out;
        int expected = 1;
        for (int place = 1; place <= group.max_rows; ++place) {
            if (!random_.chance(recipe_.filled)) {
                continue;
            }
            out.push_back(row(index));
            if (place != expected) {
                out.back().values[form_.items()[group.place].slot] =
                    DraftValue{std::to_string(place), false, {}};
            }
            expected = place + 1;
        }
        return out;
    }

    // Different codes, or one row with a reason.
    std::vector<DraftRow> code_rows(form::GroupId index) {
        const Item& item =
            *std::ranges::find_if(form_.items(), [&](const Item& each) { return each.group == index; });
        const form::CodeList& list = form_.lists()[item.list];
        std::vector<DraftRow> out;
        const auto add = [&](DraftValue value) {
            out.emplace_back(form_, index);
            out.back().values[item.slot] = std::move(value);
        };
        if (form_.groups()[index].min_rows == 0 && may_have_reason(item) && random_.chance(recipe_.reasons)) {
            add(reason());
            return out;
        }
        const std::uint32_t wanted =
            std::max<std::uint32_t>(how_many(form_.groups()[index]), form_.groups()[index].min_rows);
        constexpr std::uint32_t days_of_month = 31;
        constexpr std::uint32_t days_of_every_month = 28; // as a number is: see values.cpp
        const std::uint32_t codes = list.rows == days_of_month ? days_of_every_month : list.rows;
        std::uint32_t at = codes == 0 ? 0 : random_.below(codes);
        for (std::uint32_t i = 0; i < std::min(wanted, codes); ++i, at = (at + 1) % codes) {
            add({std::string(form_.text(form_.rows(list)[form::CodeRowId(at)].form)), false, {}});
        }
        return out;
    }

    // Neighbours differ in their keys: that is what makes them two rows.
    std::vector<DraftRow> level_rows(form::GroupId index) {
        const Group& group = form_.groups()[index];
        std::vector<DraftRow> out;
        for (std::uint32_t i = how_many(group); i > 0; --i) {
            DraftRow next = row(index);
            for (const form::ItemId key : form_.level_keys(group)) {
                const Item& item = form_.items()[key];
                const auto same = [&] {
                    return !out.empty() && out.back().values[item.slot] &&
                           out.back().values[item.slot]->text == next.values[item.slot]->text;
                };
                do {
                    next.values[item.slot] = DraftValue{text(item), false, {}};
                } while (same());
            }
            out.push_back(std::move(next));
        }
        return out;
    }

    // ---------------------------------------------------------------- values
    std::string text(const Item& item) {
        const auto index = form_.items().id_of(item);
        return index == form_.about().version_item ? std::string(form_.version())
                                                   : any_value(form_, item, letters_, random_);
    }

    std::optional<DraftValue> value(const Item& item) {
        const bool must = item.is(form::required) || form_.items().id_of(item) == form_.about().version_item;
        const bool left_out = filling_ == Filling::with_holes && random_.chance(15);
        if (!must && may_have_reason(item) && random_.chance(recipe_.reasons)) {
            return reason();
        }
        if (left_out || (!must && !random_.chance(recipe_.filled))) {
            return std::nullopt;
        }
        return DraftValue{text(item), false, {}};
    }

    bool may_have_reason(const Item& item) const {
        const auto index = form_.items().id_of(item);
        const auto& about = form_.about();
        return has_reasons_ && item.only_in == 0 && !item.is(form::reason_apart) &&
               std::ranges::find(form_.documents(), index) == form_.documents().end() &&
               index != about.created_item && index != about.revision_item;
    }

    DraftValue reason() {
        const form::CodeList& list = form_.lists()[form_.about().absent_list];
        return {std::string(form_.text(random_.pick(form_.rows(list).rows()).form)), true,
                random_.chance(40) ? any_text(random_, letters_, 40) : ""};
    }

    // ---------------------------------------------------------------- what no item holds
    void add_extras(DraftRow& root) {
        if (recipe_.filled == 0) {
            return;
        }
        if (extras_.absent != none && random_.chance(recipe_.filled)) {
            add_loose_reasons(root);
        }
        if (extras_.blank != none && random_.chance(50)) {
            add_blanks(root, root, "");
        }
        if (extras_.carried != none && random_.chance(50)) {
            add_carried(root);
        }
    }

    DraftRow& add_extra(DraftRow& root, form::GroupId group) {
        return root.groups[form_.groups()[group].slot].emplace_back(form_, group);
    }
    void set(DraftRow& to, form::ItemId item, std::string value) {
        if (!value.empty()) {
            to.values[form_.items()[item].slot] = DraftValue{std::move(value), false, {}};
        }
    }

    // Reasons that name an object or an array, or an item whose reason stands apart.
    void add_loose_reasons(DraftRow& root) {
        for (const Group& group : form_.groups()) {
            if (group.kind != GroupKind::array || group.parent != form::document_group ||
                !random_.chance(15)) {
                continue;
            }
            add_loose_reason(root, form_.text(group.id));
        }
        for (const Item& item : form_.items()) {
            const bool is_apart = item.is(form::reason_apart) && item.group == form::document_group;
            if (is_apart && !root.values[item.slot] && random_.chance(30)) {
                add_loose_reason(root, form_.text(item.id));
            }
        }
    }
    void add_loose_reason(DraftRow& root, std::string_view id) {
        std::string pointer = "/" + std::string(id);
        std::ranges::replace(pointer, '.', '/');
        DraftRow& reason_row = add_extra(root, extras_.absent);
        const DraftValue why = reason();
        set(reason_row, extras_.absent_pointer, pointer);
        set(reason_row, extras_.absent_reason, why.text);
        set(reason_row, extras_.absent_note, why.note);
    }

    // Boxes that were shown and left blank, in rows that are there.
    void add_blanks(DraftRow& root, const DraftRow& at, const std::string& rows) {
        for (const Item& item : form_.items()) {
            const bool of_codes = form_.groups()[item.group].kind == GroupKind::codes &&
                                  form_.groups()[item.group].parent == at.group;
            const bool empty = of_codes ? at.groups[form_.groups()[item.group].slot].empty()
                                        : item.group == at.group && !at.values[item.slot];
            const bool known =
                item.only_in == 0 && !item.is(form::implied) && !extras_.is_unmapped_content(item.group);
            if (empty && known && !item.is(form::required) && random_.chance(4)) {
                DraftRow& blank = add_extra(root, extras_.blank);
                set(blank, extras_.blank_item, record::item_code(form_, item));
                set(blank, extras_.blank_rows, rows);
            }
        }
        for (const Group& group : form_.groups()) {
            const bool below = group.parent == at.group &&
                               group.depth == form_.groups()[at.group].depth + 1 &&
                               (group.kind == GroupKind::array || group.kind == GroupKind::level);
            for (std::size_t i = 0; below && i < at.groups[group.slot].size(); ++i) {
                // a copy: rows of blank boxes are being added to the same record
                const DraftRow child = at.groups[group.slot][i];
                add_blanks(root, child, rows + (rows.empty() ? "" : ".") + std::to_string(i));
            }
        }
    }

    // Unknown keys and surplus columns.
    void add_carried(DraftRow& root) {
        static constexpr std::array<std::string_view, 6> json_values{
            R"("知らない項目")", "1.10", R"({"a":[1,2.50,null],"い":"ろ"})", "true", "null", "[]"};
        const bool json = form_.syntaxes()[0].kind == form::SyntaxKind::json;
        const int count = random_.between(1, 3);
        for (int i = 0; i < count; ++i) {
            DraftRow& carried = add_extra(root, extras_.carried);
            set(carried, extras_.carried_pointer,
                json ? "/zz" + std::to_string(i)
                     : record::column_pointer(form_.syntaxes()[0].columns + static_cast<std::uint32_t>(i) +
                                              1));
            set(carried, extras_.carried_value,
                json ? std::string(random_.pick(json_values)) : any_text(random_, letters_, 20));
        }
    }

    const Form& form_;
    record::UnmappedContent extras_;
    Letters letters_;
    Random random_;
    Recipe recipe_;
    Filling filling_;
    bool has_reasons_;
};

} // namespace

DraftRow any_record(const Form& form, std::uint64_t number, Filling filling) {
    return Generator(form, number, filling).record();
}

} // namespace renkei::laws
