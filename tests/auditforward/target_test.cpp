#include "gateway/network/auditforward/target.h"

#include <gtest/gtest.h>

namespace renkei::auditforward::target_test {
namespace {

TEST(Target, is_a_fhir_endpoint_or_a_syslog_collector) {
    const std::optional<TargetUrl> fhir = parse_target_url("https://arr.example.jp/fhir/");
    ASSERT_TRUE(fhir);
    EXPECT_EQ(fhir->protocol, Protocol::fhir);
    EXPECT_EQ(fhir->url.endpoint, (client::Endpoint{true, "arr.example.jp", 443}));
    EXPECT_EQ(fhir->url.path, "/fhir");
    const std::optional<TargetUrl> syslog = parse_target_url("syslog+tls://[::1]:6514");
    ASSERT_TRUE(syslog);
    EXPECT_EQ(syslog->protocol, Protocol::syslog);
    EXPECT_EQ(syslog->url.endpoint, (client::Endpoint{true, "::1", 6514}));
}

TEST(Target, is_never_without_tls_and_says_everything) {
    for (const char* const wrong :
         {"http://127.0.0.1/fhir", "syslog://127.0.0.1:514", "syslog+tls://127.0.0.1",
          "syslog+tls://host:6514/x", "syslog+tls://host:6514/", "https://", "https://user:password@host/",
          "https://host/fhir?x=1", "tcp://host:1", "", "syslog+tls://host:0", "syslog+tls://host:70000"}) {
        EXPECT_FALSE(parse_target_url(wrong)) << wrong;
    }
}

TEST(Target, has_a_name_that_can_stand_in_logs_and_metrics) {
    EXPECT_TRUE(is_target_name("arr-1"));
    for (const std::string& wrong :
         {std::string(), std::string("Arr"), std::string("a/b"), std::string(65, 'a')}) {
        EXPECT_FALSE(is_target_name(wrong)) << wrong;
    }
}

} // namespace
} // namespace renkei::auditforward::target_test
