// Why a document is no JSON: found slowly and exactly, after the fast path has only failed.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::json {

struct SyntaxError {
    diag::Message message{};
    std::size_t offset = 0;
    std::vector<std::string> args{};
};

// The first byte that is no UTF-8, the first control character in a string, or the string that is never
// closed. Called when simdjson has refused the tokens, so one of them is there.
SyntaxError find_token_error(std::string_view input);

// What is at `offset`, short enough for a message.
std::string excerpt(std::string_view input, std::size_t offset);

diag::Error error_of(const SyntaxError& refusal, std::string_view input, std::string path = {});

} // namespace renkei::json
