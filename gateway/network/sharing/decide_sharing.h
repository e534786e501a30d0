// Who may read what: the one function that decides it. It is pure and does not allocate; the default is to
// deny.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/sharing/reading_request.h"

#include <span>
#include <string_view>
#include <vector>

namespace renkei::sharing {

Decision decide(const Matrix& matrix, const ReadingRequest& request);

// A form may carry several kinds of information: each is decided by itself.
struct KindDecision {
    KindId kind;
    Decision decision;
};
struct FormDecision {
    std::vector<KindDecision> kinds{}; // of the form; none: it carries no kind that the matrix knows
    bool allowed() const;              // at least one of them
    bool is_whole() const; // nothing is left out, so that the file in its original syntax may be given
};
FormDecision decide_kinds(const Matrix& matrix, ReadingRequest request, std::span<const KindId> kinds);
FormDecision decide_form(const Matrix& matrix, const ReadingRequest& request, std::string_view form);

} // namespace renkei::sharing
