#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/parameters.h"

#include "tests/server_documents/request_kit.h"

namespace renkei::server::searching_test {
namespace {

TEST(Searching, with_a_parameter_twice_is_refused_unless_both_values_count) {
    RequestKit kit;
    std::size_t once = 0;
    for (const QueryParameter& each : document_form_parameters(kit.gateway())) {
        const Response response = kit.search({{each.name, "x"}, {each.name, "x"}});
        EXPECT_EQ(response.status, 400) << each.name;
        EXPECT_EQ(codes(response),
                  (std::vector<std::string>{each.may_repeat ? "search-parameter-wrong" : "parameter-twice"}))
            << each.name;
        once += each.may_repeat ? 0 : 1;
    }
    EXPECT_EQ(once, 9U);
    EXPECT_EQ(codes(kit.ask({.method = "POST",
                             .target = "/documents/_search?form=admission",
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                             .body = "form=discharge"})),
              (std::vector<std::string>{"parameter-twice"}))
        << "one in the address, one in the form";
    EXPECT_EQ(kit.events(), once + 3) << "each is audited";
}

TEST(Searching, for_a_number_of_one_person_with_many_documents_finds_them) {
    RequestKit kit;
    for (std::uint32_t i = 0; i <= page_of_list.most; ++i) {
        ASSERT_EQ(kit.post(documents::admission_named("A-" + std::to_string(i))).status, 201);
    }
    EXPECT_EQ(kit.search({{"person", "0000001016"}}).status, 200);
    (void)kit.post(
        documents::replaced(documents::admission_named("B-1"), ",990010,0000001016,", ",990028,0000001016,"));
    EXPECT_EQ(codes(kit.search({{"person", "0000001016"}})), (std::vector<std::string>{"person-ambiguous"}));
}

} // namespace
} // namespace renkei::server::searching_test
