#include "gateway/network/tokens/algorithm.h"

#include "gateway/core/text/alternatives.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace renkei::tokens {
namespace {

constexpr std::array<AlgorithmRow, 6> rows{{{"ES256", KeyKind::p256, EVP_sha256, false},
                                            {"ES384", KeyKind::p384, EVP_sha384, false},
                                            {"PS256", KeyKind::rsa, EVP_sha256, true},
                                            {"PS384", KeyKind::rsa, EVP_sha384, true},
                                            {"RS256", KeyKind::rsa, EVP_sha256, false},
                                            {"RS384", KeyKind::rsa, EVP_sha384, false}}}; // by Algorithm
static_assert(rows.size() == static_cast<std::size_t>(Algorithm::rs384) + 1);

} // namespace

const AlgorithmRow& row(Algorithm algorithm) { return rows[static_cast<std::size_t>(algorithm)]; }

std::optional<Algorithm> algorithm_of(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &AlgorithmRow::name);
    return found == rows.end() ? std::nullopt : std::optional(static_cast<Algorithm>(found - rows.begin()));
}

std::string algorithm_names() {
    std::vector<std::string_view> names;
    std::ranges::transform(rows, std::back_inserter(names), &AlgorithmRow::name);
    return text::alternatives(names);
}

} // namespace renkei::tokens
