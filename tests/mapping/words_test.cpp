// A text or a display says a code where no code does, and which of several resources is the one that is
// meant.
#include "tests/mapping/checkup.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::mapping::words_test {
namespace {

using testing::HasSubstr;
using testing::Not;

// Exchanges the object behind this key.
std::string with_object(std::string bundle, std::string_view key, std::string_view object) {
    const std::string name = fmt::format("\"{}\":", key);
    const std::size_t from = bundle.find(name);
    EXPECT_NE(from, std::string::npos) << bundle;
    std::size_t to = from + name.size();
    int depth = 0;
    do {
        depth += bundle[to] == '{' ? 1 : bundle[to] == '}' ? -1 : 0;
        ++to;
    } while (depth > 0);
    return bundle.replace(from, to - from, name + std::string(object));
}

std::string read_appetite(std::string_view coded) {
    const Checkup checkup;
    record::Record record = checkup.record({{"appetite", "1"}});
    return checkup.read(with_object(checkup.filled(record), "valueCodeableConcept", coded));
}

TEST(Words, of_a_code_that_stand_alone_are_read_as_the_code) {
    for (const char* const coded :
         {R"({"text":"食欲不振"})", R"({"text":"なし"})", R"({"coding":[{"display":"食欲不振"}]})"}) {
        EXPECT_THAT(read_appetite(coded), HasSubstr("appetite = 2")) << coded;
        EXPECT_THAT(read_appetite(coded), HasSubstr("[translated]")) << coded;
    }
}

TEST(Words, beside_a_code_of_others_are_read_where_the_list_names_its_words) {
    EXPECT_THAT(read_appetite(R"({"coding":[{"system":"urn:x","code":"7"}],"text":"食欲不振"})"),
                HasSubstr("appetite = 2"));
}

TEST(Words, do_not_replace_a_code_of_the_list_that_it_does_not_have) {
    EXPECT_THAT(
        read_appetite(
            R"({"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/appetite","code":"7","display":"なし"}]})"),
        Not(HasSubstr("appetite =")));
}

TEST(Words, that_the_list_does_not_have_are_no_code) {
    EXPECT_THAT(read_appetite(R"({"text":"食欲はふつう"})"), Not(HasSubstr("appetite =")));
}

// The Composition names its author first in the example, whatever comes first in the document.
TEST(Reference, that_stands_first_in_the_example_counts_where_two_name_different_resources) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    const std::string bundle =
        with_object(checkup.filled(record), "custodian",
                    R"({"reference":"urn:uuid:00000000-0000-4000-8000-0000000000aa"})");
    const std::string keeper =
        R"("entry":[{"fullUrl":"urn:uuid:00000000-0000-4000-8000-0000000000aa","resource":)"
        R"({"resourceType":"Organization","identifier":[{"system":"https://renkei.example.jp/fhir/IdSystem/office",)"
        R"("value":"1310000001"}]}},)";
    const std::size_t at = bundle.find(R"("entry":[)");
    ASSERT_NE(at, std::string::npos);
    const std::string both = std::string(bundle).replace(at, std::string_view(R"("entry":[)").size(), keeper);
    EXPECT_THAT(checkup.read(both), HasSubstr("office = 1370100013"));
}

} // namespace
} // namespace renkei::mapping::words_test
