// Items of a form that change what other items of the same object say: their element, or one above it in the
// resource, has rows in modifiers.tsv or context.tsv. Found in the form's mapping, never listed.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"

#include <set>
#include <string_view>
#include <vector>

namespace renkei::transfer {

struct QualifyingItem {
    form::ItemId item;
    const mapping::Qualifier* by;
    std::vector<form::ItemId> facts{}; // sorted; empty: all that the document says
    bool is_of_section = false;        // it stands beside the entries of a section
    bool is_asked_for = true;          // a row of the transfer takes it, or asks for what it says
};

class QualifyingItems {
public:
    // Of the plan, which must outlive it. `asked_for`: items that rows of the transfer take or ask for.
    QualifyingItems(const mapping::Plan& plan, const std::set<form::ItemId>& asked_for);

    const std::vector<QualifyingItem>& all() const { return all_; }
    // What the value does to the facts, as the tables say. `day`: of the document.
    mapping::Treatment treatment(const QualifyingItem& item, std::string_view value,
                                 std::string_view day) const;
    form::ItemId day_item() const { return day_; } // none: the document has no item for its day

private:
    const mapping::Plan* plan_;
    std::vector<QualifyingItem> all_;
    form::ItemId day_;
};

} // namespace renkei::transfer
