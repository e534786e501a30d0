// What the forward half of the codecs needs of a plan: parts of a hole, rows of code lists, reasons as JSON.
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <array>
#include <string>

namespace renkei::mapping {

// The row that an item is in, seen from `row`: the row itself or one above.
inline const record::Row& row_of(const record::Row& row, GroupId group) {
    const record::Row* at = &row;
    while (at->group != group) {
        at = at->parent;
    }
    return *at;
}

// One per thread.
class Encoder {
public:
    explicit Encoder(const Plan& plan) : plan_(&plan) {}

    const Plan& plan() const { return *plan_; }

    const record::ItemValue& part(const Hole& hole, std::size_t part, const record::Row& row) const {
        const form::Item& item = plan_->form().items()[plan_->parts(hole)[part].item];
        return row_of(row, item.group).values[item.slot];
    }

    // The hole's codec does both; see codec.h.
    bool has_text(const Hole& hole, const record::Row& row) const {
        return codec(hole.codec).has_text(*this, hole, row);
    }
    void put(const Hole& hole, const record::Row& row, base::Buffer& out) const {
        codec(hole.codec).put(*this, hole, row, out);
    }
    // A reason, or a code that means "no value".
    bool has_reason(const Hole& hole, const record::Row& row) const;

    void reason_concept(const Hole& hole, const record::Row& row, base::Buffer& out) const;
    void reason_extensions(const record::Absent& absent, base::Buffer& out) const;
    // The standard data-absent-reason of a reason, with quotes.
    std::string_view standard_reason(const record::Absent& absent) const;

    // Row of the code list that the text names; none if the list does not know it.
    CodeRowId code_row(const Hole& hole, std::string_view text) const {
        return plan_->form().row_of_form_code(plan_->form().lists()[hole.list], text);
    }
    // JSON of the code that the hole's first part names; the list must know it.
    const CodeText& code(const Hole& hole, const record::Row& row) const {
        return plan_->code_text(plan_->form().lists()[hole.list], code_row(hole, part(hole, 0, row).text()));
    }
    std::string_view text(base::Str str) const { return plan_->text(str); }
    // How a wording of the catalogue reads a text: a reading's name, or `words`.
    std::string_view reading(std::uint32_t wording, std::string_view text) const;

private:
    // A text is asked for by several holes, when its resource may live and when it is written.
    struct KnownReading {
        std::uint32_t wording = no_wording;
        std::string text{};
        const form::Reading* reading = nullptr;
    };

    void absent_concept(const record::Absent& absent, base::Buffer& out) const;
    const Plan* plan_;
    mutable std::array<KnownReading, 32> known_readings_{}; // by the hash of their texts
};

// The two parts of "連携 花子" or "連携　花子"; empty if there are not exactly two.
struct NameParts {
    std::string_view family;
    std::string_view given;
};
NameParts name_parts(std::string_view text);

// For JSON.
void append_escaped(base::Buffer& out, std::string_view text);
void append_quoted(base::Buffer& out, std::string_view text);    // escaped and in quotes
void append_in_quotes(base::Buffer& out, std::string_view text); // holds nothing to escape

} // namespace renkei::mapping
