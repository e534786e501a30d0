// Whatever a form may say can be typed in on its page, and comes back as it was.
#include "gateway/forms/entry/form_page.h"

#include "tests/entry/kit.h"
#include "tests/laws/law.h"
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <sstream>

namespace renkei::entry {
namespace {

using laws::Lens;
using record::Record;

html::PageHead head() { return {.gateway = "試験", .way_back = {{"/documents", "文書"}}}; }

// Without what no page shows: boxes that were left empty, and what only files of another syntax say. Codes of
// a list stand in its order.
std::string typed_text(const Record& record) {
    const form::Form& form = record.form();
    std::istringstream lines(record::canonical_text(record));
    std::vector<std::string> out;
    for (std::string line; std::getline(lines, line);) {
        const auto is_of = [&](form::GroupId group) {
            return group != form::none &&
                   line.starts_with(std::string(form.text(form.groups()[group].id)) + "[");
        };
        const std::size_t equals = line.find(" = ");
        const std::optional<form::ItemId> item = form.item(line.substr(0, equals));
        if (is_of(form.about().blank_group) ||
            (item && !is_asked(form, *item) && form.items()[*item].only_in != 0)) {
            continue;
        }
        if (equals != std::string::npos && line[equals - 1] == ']') {
            const std::size_t open = line.rfind('[', equals);
            line.erase(open + 1, equals - 2 - open);
        }
        out.push_back(line + "\n");
    }
    std::ranges::sort(out);
    return fmt::format("{}", fmt::join(out, ""));
}

std::string page_of(const mapping::Plan& plan, const FilledForm& filled) {
    return form_page(plan, filled, {.url = "/forms/x"}, head());
}

// Into a line, or as one more tick.
void type(std::string_view box, std::string_view value, Fields& typed) {
    const auto found = std::ranges::find_if(
        typed, [&](const auto& each) { return each.first == box && each.second.empty(); });
    if (found != typed.end()) {
        found->second = value;
    } else {
        typed.emplace_back(box, value);
    }
}

TEST(FormPage, EachRecordOfEachFormComesBackAsItWas) {
    laws::holds(
        [](Lens& lens, Record& record, laws::Random&) -> std::string {
            const mapping::Plan& plan = *lens.loaded().plan;
            const form::FormHeader& about = lens.form().about();
            if (about.mark_item != form::none) {
                record.set(record.root(), lens.form().items()[about.mark_item], lens.form().text(about.mark));
            }
            FilledForm shown(lens.form(), record);
            const std::string page = page_of(plan, shown);
            const Fields sent = sent_by(page);
            Record again(lens.form());
            FilledForm typed(lens.form(), again);
            if (const std::string odd = typed.read(sent); !odd.empty()) {
                return "no box of the form: " + odd;
            }
            again.prune(); // the row of reasons that waits for one more
            if (typed.has_errors()) {
                return typed.errors().begin()->first + ": " + typed.errors().begin()->second;
            }
            const std::string before = typed_text(record);
            const std::string after = typed_text(again);
            return before == after ? std::string() : laws::difference(before, after);
        },
        {.every = 12, .forms = laws::Forms::ours});
}

// From an empty page, with the buttons that a user has.
TEST(FormPage, EachRecordOfEachFormCanBeTypedIn) {
    laws::holds(
        [](Lens& lens, Record& record, laws::Random&) -> std::string {
            const mapping::Plan& plan = *lens.loaded().plan;
            const Fields wanted = FilledForm(lens.form(), record).fields();
            Record again(lens.form());
            Fields typed;
            std::string page;
            std::string odd;
            const auto show = [&](std::string_view added) {
                FilledForm filled(lens.form(), again);
                odd += filled.read(typed, added);
                filled.add_first_rows();
                page = page_of(plan, filled);
                typed = sent_by(page);
            };
            show({});
            const form::GroupId carried = lens.form().about().carried_group;
            const std::string beside =
                carried == form::none ? "-" : rows_in(lens.form(), std::string(box_prefix), carried) + "[";
            for (const auto& [box, value] : wanted) {
                if (box.ends_with(".place") || box.starts_with(beside)) { // a gap, and what no user says
                    continue;
                }
                if (!could_type(page, box, value)) {
                    show({}); // a free row of reasons
                }
                for (std::size_t open = box.find('[');
                     open != std::string::npos && !could_type(page, box, value);
                     open = box.find('[', open + 1)) {
                    if (page.find("value=\"add:" + box.substr(0, open) + "\"") != std::string::npos) {
                        show(box.substr(0, open));
                    }
                }
                if (!could_type(page, box, value)) {
                    return box + " = " + value + ": no box";
                }
                type(box, value, typed);
            }
            show({});
            return odd;
        },
        {.every = 80, .forms = laws::Forms::ours});
}

// Of the two reasons the second can be: it stands first then, because its box says it.
TEST(FormPage, a_reason_that_is_wrong_stays_with_its_error) {
    std::size_t forms = 0;
    for (const laws::LoadedForm& each : laws::all_forms()) {
        const form::Form& form = each.form();
        if (form.is_foreign() || form.about().absent_list == form::none) {
            continue;
        }
        std::vector<std::string> boxes;
        record::Record record(form);
        for (const form::ItemId id : form.items().ids()) {
            const form::Item& item = form.items()[id];
            if (item.type == form::ItemType::text && item.group == form::document_group &&
                is_asked(form, id) && !item.is(form::reason_apart)) {
                boxes.push_back(box_name(form, record.root(), item));
            }
        }
        ASSERT_GE(boxes.size(), 2U) << each.folder;
        const std::string rows = reasons_name(form);
        const std::string reason(form.text(form.rows(form.lists()[form.about().absent_list]).front().form));
        const Fields sent{{boxes[0], "記入した"},        {rows + "[0].item", boxes[0]},
                          {rows + "[0].reason", reason}, {rows + "[0].note", "補足"},
                          {rows + "[1].item", boxes[1]}, {rows + "[1].reason", reason},
                          {rows + "[1].note", ""}};
        FilledForm filled(form, record);
        EXPECT_EQ(filled.read(sent), "") << each.folder;
        const Fields shown = sent_by(page_of(*each.plan, filled));
        const auto row = std::ranges::find(shown, Fields::value_type(rows + "[1].item", boxes[0]));
        EXPECT_NE(row, shown.end()) << each.folder << ": what was typed is lost";
        EXPECT_NE(filled.error(rows + "[1].item"), nullptr) << each.folder;
        EXPECT_EQ(filled.errors().size(), 1U) << each.folder;
        ++forms;
    }
    EXPECT_GT(forms, 5U);
}

TEST(Fields, rows_that_go_take_the_reasons_about_them_along) {
    const Fields typed{{"f.visits[0].care", "a"},
                       {"f.visits[1].care", "b"},
                       {"f.visits[2].care", "c"},
                       {"f.absent[0].item", "f.visits[1].pulse"},
                       {"f.absent[1].item", "f.visits[2].pulse"}};
    const Fields left{{"f.visits[0].care", "a"},
                      {"f.visits[1].care", "c"},
                      {"f.absent[0].item", ""},
                      {"f.absent[1].item", "f.visits[1].pulse"}};
    EXPECT_EQ(without_row(typed, "f.visits[1]", "f.absent"), left);
    const Fields reason{
        {"f.visits[0].care", ""}, {"f.visits[1].care", ""}, {"f.absent[0].item", "f.visits[1].pulse"}};
    const Fields kept{{"f.visits[0].care", ""}, {"f.absent[0].item", "f.visits[0].pulse"}};
    EXPECT_EQ(without_empty_rows(reason, "f.absent"), kept) << "a reason is something that a row says";
}

} // namespace
} // namespace renkei::entry
