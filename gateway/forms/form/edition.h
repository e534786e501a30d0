// `edition:` of form.yaml: this version of the form stands beside others, and how a document shows that it is
// of it. A section of its own in the form's blob.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::form {

inline constexpr std::uint32_t edition_section = first_mapping_section - 1;

struct EditionHead {
    Str claim;  // what is written behind `|` in the profiles, or empty
    Str claims; // what may stand there, "|1.10.0|1.10|"; empty: a form without editions
    Str from;   // "2025-01-29": day from which a document is of it that does not say its edition, or empty
    ItemId day_item; // the item with that day, or none
    std::uint16_t unused;
};

// It outlives the form no longer than its bytes do.
class Edition {
public:
    explicit Edition(const Form& form)
        : form_(form),
          head_(form.blob().section<EditionHead>(edition_section)[0]) {}

    bool is_one() const { return !head_.claims.empty(); } // of several
    // By what stands behind `|`. Of a form without editions: by its version, or by the first numbers of it.
    bool is_claimed_by(std::string_view version) const;
    std::string_view from() const { return form_.text(head_.from); }
    ItemId day_item() const { return head_.day_item; }

private:
    const Form& form_;
    const EditionHead& head_;
};

} // namespace renkei::form
