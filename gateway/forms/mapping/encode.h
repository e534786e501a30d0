// Writes the value of a hole as JSON: the forward half of the codecs (match_values.cpp and match_codes.cpp
// are the other).
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/forms/forms/record.h"
#include "gateway/forms/mapping/plan.h"

namespace renkei::mapping {

// The row that an item is in, seen from `row`: the row itself or one above.
inline const forms::Row& row_of(const forms::Row& row, std::uint16_t group) {
    const forms::Row* at = &row;
    while (at->group != group) {
        at = at->parent;
    }
    return *at;
}

class Encoder {
public:
    explicit Encoder(const Plan& plan) : plan_(&plan) {}

    const forms::ItemValue& part(const Hole& hole, std::size_t part, const forms::Row& row) const {
        const forms::Item& item = plan_->form().items()[plan_->parts(hole)[part].item];
        return row_of(row, item.group).values[item.slot];
    }
    // Is there text to write? (A reason is no text; a code outside its list is no text.)
    bool has_text(const Hole& hole, const forms::Row& row) const;
    // A reason, or a code that means "no value".
    bool has_reason(const Hole& hole, const forms::Row& row) const;

    // JSON of the value; has_text() must hold.
    void put(const Hole& hole, const forms::Row& row, base::Buffer& out) const;

    void reason_concept(const Hole& hole, const forms::Row& row, base::Buffer& out) const;
    void reason_extensions(const forms::Absent& absent, base::Buffer& out) const;
    // The standard data-absent-reason of a reason, with quotes.
    std::string_view standard_reason(const forms::Absent& absent) const;

    // Row of the code list that the text names; none if the list does not know it.
    std::uint16_t code_row(const Hole& hole, std::string_view text) const;

private:
    void put_moment(const forms::ItemValue& date, const forms::ItemValue& time, base::Buffer& out) const;
    void put_span(const Hole& hole, const forms::Row& row, base::Buffer& out) const;
    void put_view(const Hole& hole, const forms::Row& row, base::Buffer& out) const;
    void absent_concept(const forms::Absent& absent, base::Buffer& out) const;
    const Plan* plan_;
};

// The two parts of "連携 花子" or "連携　花子"; empty if there are not exactly two.
struct NameParts {
    std::string_view family;
    std::string_view given;
};
NameParts name_parts(std::string_view text);

// Date of the end of a span: the day after if the end is before the start. Canonical texts.
std::string end_date(std::string_view date, std::string_view start, std::string_view end);

void append_escaped(base::Buffer& out, std::string_view text);

} // namespace renkei::mapping
