#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::service {
namespace {

using form::Form;
using form::Item;

class Left {
public:
    Left(const PrefillPlan& plan, const record::Record& from, const std::set<const record::ItemValue*>& taken,
         diag::Report& report)
        : plan_(plan),
          from_(from),
          form_(from.form()),
          taken_(taken),
          report_(report) {}

    void below(const record::Row& row) {
        for (const Item& item : form_.items()) {
            if (item.group == row.group && !says_which_form(item)) {
                const record::ItemValue& value = from_.value(row, item);
                if (!value.empty() && !taken_.contains(&value)) {
                    add(row, item, value);
                }
            }
        }
        for (std::uint16_t slot = 0; slot < form_.groups()[row.group].groups; ++slot) {
            for (const record::Row* each : row.groups[slot]) {
                below(*each);
            }
        }
    }

private:
    // The new document says it in its own way.
    bool says_which_form(const Item& item) const {
        const form::ItemId id = form_.items().id_of(item);
        return !item.literal.empty() || id == form_.about().version_item || id == form_.about().mark_item;
    }

    void add(const record::Row& row, const Item& item, const record::ItemValue& value) {
        const Form& to = plan_.to->form();
        const auto reader = std::ranges::find(plan_.rows, form_.items().id_of(item), &PrefillRow::from);
        if (reader == plan_.rows.end() && plan_.left != PrefillLeft::all) {
            return;
        }
        const std::string title(to.text(to.about().title));
        diag::Finding finding =
            reader == plan_.rows.end()
                ? diag::finding(message::loss_not_in_form, {}, {title})
                : diag::finding(message::loss_does_not_fit, {},
                                {std::string(to.text(to.items()[reader->to].name)), title});
        finding.where.path = transfer::path_of(form_, row, item);
        finding.item = form_.text(item.id);
        finding.name = form_.text(item.name);
        finding.value = value.absent != nullptr ? value.absent->reason : value.text();
        report_.add(std::move(finding));
    }

    const PrefillPlan& plan_;
    const record::Record& from_;
    const Form& form_;
    const std::set<const record::ItemValue*>& taken_;
    diag::Report& report_;
};

} // namespace

void report_left(const PrefillPlan& plan, const record::Record& from,
                 const std::set<const record::ItemValue*>& taken, diag::Report& report) {
    if (plan.left != PrefillLeft::unsaid) {
        Left(plan, from, taken, report).below(from.root());
    }
}

} // namespace renkei::service
