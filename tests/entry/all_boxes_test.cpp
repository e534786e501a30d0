// Each item that a form asks has one box on its page, or the form itself says it.
#include "gateway/forms/entry/form_page.h"

#include "tests/entry/kit.h"
#include "tests/laws/law.h"
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::entry {
namespace {

using form::Form;
using form::GroupId;
using form::ItemId;
using mapping::PageItem;
using mapping::PageRole;
using record::Record;
using record::Row;

// By the tables of the form alone.
bool is_said_by_form(const Form& form, ItemId item) {
    const form::FormHeader& about = form.about();
    return !form.items()[item].literal.empty() || item == about.version_item || item == about.mark_item;
}

bool is_of_other_syntax(const Form& form, ItemId item) {
    const form::Item& it = form.items()[item];
    return it.only_in != 0 && form.syntaxes()[it.only_in - 1U].kind != form::SyntaxKind::json;
}

void add_boxes(const Record& record, const Row& row, std::vector<std::string>& out) {
    const Form& form = record.form();
    const form::FormHeader& about = form.about();
    for (const ItemId id : form.items().ids()) {
        const form::Item& item = form.items()[id];
        const form::Group& group = form.groups()[item.group];
        const bool is_codes = group.kind == form::GroupKind::codes && group.parent == row.group;
        if ((is_codes || item.group == row.group) && !is_said_by_form(form, id) &&
            !is_of_other_syntax(form, id) && group.place != id) {
            out.push_back(box_name(form, row, item));
        }
    }
    for (const GroupId group : form.groups().ids()) {
        const form::Group& it = form.groups()[group];
        if (group != form::document_group && it.parent == row.group && it.kind != form::GroupKind::codes &&
            group != about.blank_group && group != about.absent_group && group != about.carried_group) {
            EXPECT_GT(record.rows(row, group).count, 0U) << form.text(it.id);
            for (const Row* each : record.rows(row, group)) {
                add_boxes(record, *each, out);
            }
        }
    }
}

// Boxes that do not stand on the page just once; `plan` of an empty form, or of what the record says.
std::set<std::string> lost_boxes(const mapping::Plan& plan, Record& record) {
    FilledForm filled(plan.form(), record);
    filled.add_first_rows();
    record.number_rows();
    const std::string page =
        form_page(plan, filled, {.url = "/forms/x"}, {.gateway = "試験", .way_back = {{"/", "文書"}}});
    std::vector<std::string> wanted;
    add_boxes(record, record.root(), wanted);
    const std::vector<std::string> shown = boxes_on(page);
    std::set<std::string> out;
    for (const std::string& box : wanted) {
        if (std::ranges::count(shown, box) != 1) {
            out.insert(box);
        }
    }
    return out;
}

std::set<std::string> lost_boxes(const mapping::Plan& plan) {
    Record record(plan.form());
    return lost_boxes(plan, record);
}

// What the data says of an item on the page, otherwise until it ends.
class Mutant {
public:
    template <class Change>
    Mutant(const mapping::Plan& plan, ItemId item, const Change& change)
        : item_(const_cast<PageItem&>(plan.page_item(item))),
          before_(item_) {
        change(item_);
    }
    Mutant(const Mutant&) = delete;
    Mutant& operator=(const Mutant&) = delete;
    ~Mutant() { item_ = before_; }

private:
    PageItem& item_; // of bytes that the catalogue owns
    PageItem before_;
};

TEST(EachForm, has_one_box_for_each_item_that_it_asks) {
    laws::holds(
        [](laws::Lens& lens, Record& record, laws::Random&) -> std::string {
            const std::set<std::string> lost = lost_boxes(*lens.loaded().plan, record);
            return lost.empty() ? std::string() : fmt::format("{}", fmt::join(lost, " "));
        },
        {.every = 100, .forms = laws::Forms::ours});
    for (const laws::LoadedForm& form : laws::all_forms()) {
        if (!form.form().is_foreign()) {
            EXPECT_EQ(lost_boxes(*form.plan), std::set<std::string>()) << form.folder << ": an empty form";
        }
    }
}

// An item of the form's own rows, of every fifth: its section is not there any more.
TEST(EachForm, whose_data_leaves_a_box_out_is_found) {
    constexpr std::size_t every = 5;
    std::size_t mutants = 0;
    for (const laws::LoadedForm& form : laws::all_forms()) {
        const mapping::Plan& plan = *form.plan;
        Record record(plan.form());
        std::vector<std::string> boxes;
        for (const ItemId id : plan.form().items().ids()) {
            const form::Item& item = plan.form().items()[id];
            if (form.form().is_foreign() || item.group != form::document_group ||
                is_said_by_form(plan.form(), id) || is_of_other_syntax(plan.form(), id) ||
                plan.page_item(id).role == PageRole::technical || mutants++ % every != 0) {
                continue;
            }
            const std::string box = box_name(plan.form(), record.root(), item);
            const Mutant mutant(plan, id, [&](PageItem& it) {
                it.section = mapping::PageSectionId{static_cast<std::uint16_t>(plan.page_sections().size())};
            });
            EXPECT_EQ(lost_boxes(plan), std::set{box}) << form.folder;
        }
    }
    EXPECT_GT(mutants, 500U);
}

TEST(EachForm, has_its_boxes_whatever_their_role) {
    for (const laws::LoadedForm& form : laws::all_forms()) {
        const mapping::Plan& plan = *form.plan;
        for (const ItemId id : plan.form().items().ids()) {
            if (form.form().is_foreign() || id.value % 40 != 0) {
                continue;
            }
            for (const PageRole role : {PageRole::technical, PageRole::name, PageRole::status}) {
                const Mutant mutant(plan, id, [&](PageItem& it) { it.role = role; });
                EXPECT_EQ(lost_boxes(plan), std::set<std::string>()) << form.folder;
            }
        }
    }
}

} // namespace
} // namespace renkei::entry
