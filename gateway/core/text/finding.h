// Findings of decoding and strict reading: the one place where notes become messages for people.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/repertoire.h"

namespace renkei::text {

diag::Finding finding(const DecodeNote& note, Gaiji gaiji, diag::Where where);

// A character in a text that should have held CP932 characters only: an error that says what to write
// instead.
diag::Finding finding_when_read(const EncodeNote& note, diag::Where where);

} // namespace renkei::text
