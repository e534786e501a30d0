#include "gateway/network/http/address.h"

#include <gtest/gtest.h>

namespace renkei::http::address_test {
namespace {

bool share(std::string_view one, std::string_view other) {
    return share_a_host(*parse_address(one), *parse_address(other));
}

TEST(Address, is_of_one_host_under_all_its_names) {
    EXPECT_TRUE(share("127.0.0.1:1", "127.0.0.1:2"));
    EXPECT_TRUE(share("localhost:1", "127.0.0.1:1"));
    EXPECT_TRUE(share("[::1]:1", "[0:0::1]:1"));
    EXPECT_TRUE(share("[::ffff:127.0.0.1]:1", "127.0.0.1:1"));
}

TEST(Address, of_all_hosts_is_of_each) {
    EXPECT_TRUE(share("0.0.0.0:1", "127.0.0.1:1"));
    EXPECT_TRUE(share("localhost:1", "[::]:1"));
}

TEST(Address, of_another_host_or_of_an_unknown_name_is_another) {
    EXPECT_FALSE(share("127.0.0.1:1", "127.0.0.2:1"));
    EXPECT_FALSE(share("127.0.0.1:1", "[::1]:1"));
    EXPECT_FALSE(share("no-such-host.invalid:1", "127.0.0.1:1"));
}

TEST(CallerNetwork, is_the_64_of_an_IPv6_address_and_the_whole_of_an_IPv4_address) {
    EXPECT_EQ(caller_network("2001:db8:0:1:aaaa::1"), "2001:db8:0:1::/64");
    EXPECT_EQ(caller_network("2001:db8:0:1:bbbb::2"), "2001:db8:0:1::/64");
    EXPECT_EQ(caller_network("2001:db8:0:2::1"), "2001:db8:0:2::/64");
    EXPECT_EQ(caller_network("fe80::1%eth0"), "fe80::/64");
    EXPECT_EQ(caller_network("::ffff:192.0.2.7"), "::ffff:192.0.2.7") << "an IPv4 address";
    EXPECT_EQ(caller_network("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(caller_network("unix"), "unix");
}

} // namespace
} // namespace renkei::http::address_test
