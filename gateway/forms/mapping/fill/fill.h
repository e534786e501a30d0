// Fills a form's plan with a record: the forward half of the lens. The other half is match.h.
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/forms/mapping/codec/encode.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <cassert>
#include <string>
#include <vector>

namespace renkei::mapping {

// Keeps its working memory from document to document: one per thread. The plan must outlive it.
class Fill {
public:
    explicit Fill(const Plan& plan) : plan_(&plan), encoder_(plan) {}

    // Appends the document Bundle. What the example cannot say leaves the record and is added to the report.
    // Numbers the rows. `left_out`: by item, 1 for those that were taken out of the record because they are
    // not for its reader: what stands in for one of them says "masked" in the place of "unknown". Empty:
    // none.
    void run(record::Record& record, base::Buffer& out, diag::Report& loss,
             std::span<const std::uint8_t> left_out = {});

    // Appends the only resource of a plan that has no document. `loss`: as above.
    void run_resource(record::Record& record, base::Buffer& out, diag::Report& loss);

    // For the backward half, after prepare(): what the plan would write here.
    void prepare(record::Record& record, diag::Report& loss);
    const Encoder& encoder() const { return encoder_; }
    const std::string& identity() const { return identity_; }
    std::string bundle_value() const;               // Bundle.identifier.value
    void restricted_label(base::Buffer& out) const; // member `security` of `meta`
    void bundle_head(base::Buffer& out) const;      // up to its `entry`, with the comma
    const std::string& created() const { return created_; }
    bool holds(const Condition& condition, const record::Row& row) const;
    void section_text(SectionId section, base::Buffer& out) const; // inside of the div, and its end
    void own_text(base::Buffer& out) const;                        // the same for Composition.text
    bool restricted() const;                                       // does a living resource say so?
    // The resource of a `when` entry as the plan writes it, from behind its id to its end.
    void resource(EntryId entry, const record::Row& row, base::Buffer& out) const {
        assert(has_urls_);
        execute(plan_->entries()[entry].first_instruction, row, out);
    }
    bool is_live(EntryId entry, const record::Row& row) const {
        return alive_[base_[entry] + row.number] != 0;
    }
    std::span<record::Row* const> rows(GroupId group) const { return rows_[group]; }
    // Before resource() and url_of(). Most documents are compared without them.
    void make_urls();
    // UUID of an instance; it must live.
    std::string_view url_of(EntryId entry, const record::Row& row) const {
        assert(has_urls_);
        return {url(entry, row), 36};
    }

private:
    void number_and_collect_rows();
    void collect_rows(record::Row& row);
    void find_created();
    void decide_live_entries();
    void drop_unrepresentable(diag::Report& loss);
    void drop(const form::Item& item, record::Row& row, diag::Message kind, const Hole& hole,
              diag::Report& loss);
    void execute(std::uint32_t from, const record::Row& row, base::Buffer& out) const;
    bool is_for_left_out(const Condition& condition) const;
    void put_reference(EntryId entry, const record::Row& row, base::Buffer& out) const;
    void put_references(EntryId entry, const record::Row& row, base::Buffer& out) const;
    bool has_item(const Term& term, const record::Row& row) const { // text or a reason
        const form::Item& item = plan_->form().items()[term.item()];
        return row_of(row, item.group).has(item.slot);
    }
    bool holds(const Term& term, const record::Row& row) const;
    std::string_view item_text(const Term& term, const record::Row& row) const;
    template <class Visit>
    bool any_row_below(GroupId group, const record::Row& row, const Visit& visit) const;
    template <class Visit>
    bool any_row_on(std::span<const GroupId> path, const record::Row& row, const Visit& visit) const;
    void composition(base::Buffer& out) const;
    void section(SectionId id, base::Buffer& out) const;
    void table(std::span<const NarrativeRow> narrative_rows, std::string_view otherwise,
               base::Buffer& out) const;
    void narrative_row(std::span<const NarrativeRow> narrative_rows, const record::Row& row,
                       base::Buffer& out) const;
    void narrative_rows_below(const NarrativeRow& line, std::span<const NarrativeRow> inner,
                              const record::Row& row, base::Buffer& out) const;
    void narrative_value(const form::Item& item, const record::ItemValue& value, base::Buffer& out) const;
    void resource_entry(EntryId entry, const record::Row& row, base::Buffer& out) const;
    void contained(EntryId within, const record::Row& row, base::Buffer& out) const;
    const char* url(EntryId entry, const record::Row& row) const {
        return urls_.data() + (base_[entry] + row.number) * std::size_t{36};
    }

    const Plan* plan_;
    Encoder encoder_;
    record::Record* record_ = nullptr;
    std::string identity_;
    std::string created_;                                     // Bundle.timestamp
    base::IdVector<GroupId, std::vector<record::Row*>> rows_; // in document order
    base::IdVector<EntryId, std::uint32_t> base_;             // its first instance
    std::vector<std::uint8_t> alive_;                         // per instance
    std::vector<char> urls_;                                  // per instance: 36 characters
    std::span<const std::uint8_t> left_out_;                  // of run()
    bool has_emptied_rows_ = false;                           // by drop_unrepresentable()
    bool has_urls_ = false;                                   // of this record
    char composition_url_[36] = {};
};

} // namespace renkei::mapping
