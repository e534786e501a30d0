// The peers that `renkei init` enters, which are also those of the conformance kit.
#include "gateway/network/policy/check_digit.h"
#include "gateway/network/policy/peer.h"

#include <gtest/gtest.h>

#include <fstream>

namespace renkei::policy::sample_peers_test {
namespace {

TEST(Sample_peers, have_numbers_with_valid_check_digits) {
    std::ifstream in(RENKEI_SOURCE "/fixtures/peers.ndjson");
    std::size_t numbers = 0;
    for (std::string line; std::getline(in, line);) {
        const auto peer = read_peer(line);
        ASSERT_TRUE(peer) << line;
        for (const Number& number : peer->numbers) {
            EXPECT_TRUE(has_valid_check_digit(number)) << peer->id << " " << to_text(number);
            ++numbers;
        }
    }
    EXPECT_GT(numbers, 5U);
}

} // namespace
} // namespace renkei::policy::sample_peers_test
