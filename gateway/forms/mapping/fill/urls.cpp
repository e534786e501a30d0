// The UUIDs of the resources that a record fills, and references to them.
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/forms/mapping/fill/fill.h"

#include <string>
#include <utility>

namespace renkei::mapping {
namespace {

// "3" or "1.0.2": places of the row and the rows above it
std::string row_path(const Row& row) {
    std::string out;
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        out = std::to_string(at->index) + (out.empty() ? "" : ".") + out;
    }
    return out;
}

} // namespace

void Fill::make_urls() {
    if (std::exchange(has_urls_, true)) {
        return;
    }
    const std::string space =
        std::string(plan_->text(plan_->form().about().base)) + std::string(plan_->form().id());
    const resources::Uuid5 document =
        resources::Uuid5(resources::Uuid5(resources::url_namespace).make(space)).with(identity_ + "|");
    document.write("composition", composition_url_);
    urls_.resize(alive_.size() * 36);
    std::string name;
    for (const EntryId e : plan_->entries().ids()) {
        const EntryPlan& entry = plan_->entries()[e];
        for (const Row* row : rows_[entry.each]) {
            const std::uint32_t at = base_[e] + row->number;
            if (alive_[at] != 0) {
                name = plan_->text(entry.name);
                if (entry.each != document_group) {
                    name += '|' + row_path(*row);
                }
                document.write(name, urls_.data() + at * std::size_t{36});
            }
        }
    }
}

void Fill::put_reference(EntryId entry, const Row& row, base::Buffer& out) const {
    if (plan_->entries()[entry].within != none) {
        out.append("{\"reference\":\"#");
        out.append(plan_->text(plan_->entries()[entry].name));
        out.append("\"}");
        return;
    }
    out.append("{\"reference\":\"urn:uuid:");
    out.append({url(entry, row_of(row, plan_->entries()[entry].each)), 36});
    out.append("\"}");
}

} // namespace renkei::mapping
