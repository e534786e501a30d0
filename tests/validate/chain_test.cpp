// Resources that refer to one another, as long as a sender likes.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::chain_test {
namespace {

using test::claim;
using test::findings_of;
using test::profile;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::IsEmpty;
using testing::StartsWith;

constexpr int many = 10'000;

std::string url_of(int number) { return fmt::format("urn:uuid:00000000-0000-4000-8000-{:012}", number); }

// Each observation has the next one as its member; the first one claims the profile by which the members are
// validated, too.
std::string chain(std::string_view members_of_last, std::string_view claim_of_others = "") {
    std::string out = "{'resourceType':'Bundle','type':'collection','entry':[";
    for (int number = 1; number <= many; ++number) {
        const std::string next =
            fmt::format(",'valueInteger':1,'hasMember':[{{'reference':'{}'}}]", url_of(number + 1));
        const bool is_last = number == many;
        out += fmt::format("{}{{'fullUrl':'{}','resource':{{'resourceType':'Observation',{}'status':'final','"
                           "code':{{'text':'x'}}{}}}}}",
                           number == 1 ? "" : ",", url_of(number),
                           number == 1 ? fmt::format("{},", claim) : claim_of_others,
                           is_last ? members_of_last : next);
    }
    return out + "]}";
}

std::vector<std::string> findings_of_chain(const std::string& bundle) {
    const std::string rule = "{'id':'Observation.value[x]','path':'Observation.value[x]','min':1},"
                             "{'id':'Observation.hasMember','path':'Observation.hasMember','type':[{'code':'"
                             "Reference','targetProfile':['http://x.jp/p']}]}";
    return findings_of(bundle, {profile("Observation", rule)}, {.best_practice = BestPractice::ignore});
}

TEST(A_long_chain_of_references, is_validated_to_its_end) {
    EXPECT_THAT(findings_of_chain(chain(",'valueInteger':1")), IsEmpty());
    EXPECT_THAT(findings_of_chain(chain("")),
                AllOf(Contains(StartsWith("V008 Bundle.entry[")), Each(StartsWith("V008 Bundle.entry["))));
}

TEST(A_long_chain_of_references, is_validated_to_its_end_if_each_claims_the_profile) {
    const std::string claims = fmt::format("{},", claim);
    EXPECT_THAT(findings_of_chain(chain(",'valueInteger':1", claims)), IsEmpty());
    EXPECT_THAT(findings_of_chain(chain("", claims)),
                Contains(fmt::format("V014 Bundle.entry[{}].resource", many - 1)));
}

} // namespace
} // namespace renkei::validate::chain_test
