#include "tests/validate/definition_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::operation_definition_rules_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A Parameters profile with one parameter "who": a Patient, once.
const std::string who_profile = profile_on(
    "Parameters",
    "{'id':'Parameters.parameter','path':'Parameters.parameter','slicing':{'rules':'open','discriminator':[{'"
    "type':'value','path':'name'}]}},"
    "{'id':'Parameters.parameter:who','path':'Parameters.parameter','sliceName':'who','min':1,'max':'1'},"
    "{'id':'Parameters.parameter:who.name','path':'Parameters.parameter.name','fixedString':'who'},"
    "{'id':'Parameters.parameter:who.value[x]','path':'Parameters.parameter.value[x]','max':'0'},"
    "{'id':'Parameters.parameter:who.resource','path':'Parameters.parameter.resource','type':[{'code':'"
    "Patient'}]}");

std::string operation(std::string_view parameters) {
    return fmt::format(
        "{{'resourceType':'OperationDefinition','name':'O','status':'draft','kind':'operation','code':'o',"
        "'system':false,'type':true,'instance':false,'inputProfile':'http://a.example/StructureDefinition/p',"
        "'parameter':[{}]}}",
        parameters);
}

std::string parameter(std::string_view name, int min, std::string_view max, std::string_view type) {
    return fmt::format("{{'name':'{}','use':'in','min':{},'max':'{}','type':'{}'}}", name, min, max, type);
}

TEST(Operations, that_agree_with_their_profile_are_good) {
    EXPECT_THAT(found_in(operation(parameter("who", 1, "1", "Patient")), {who_profile}), IsEmpty());
}

TEST(Operations, have_the_cardinalities_of_their_profile) {
    EXPECT_THAT(
        found_in(operation(parameter("who", 0, "*", "Patient")), {who_profile}),
        ElementsAre("VD98 OperationDefinition.parameter[0]", "VD98 OperationDefinition.parameter[0]"));
}

TEST(Operations, have_the_types_of_their_profile) {
    EXPECT_THAT(
        found_in(operation(parameter("who", 1, "1", "Group")), {who_profile}),
        ElementsAre("VD99 OperationDefinition.parameter[0]", "VD100 OperationDefinition.parameter[0]"));
    EXPECT_THAT(found_in(operation(parameter("who", 1, "1", "Resource")), {who_profile}), IsEmpty());
}

TEST(Operations, have_the_parameters_of_their_profile) {
    EXPECT_THAT(
        found_in(operation(parameter("what", 1, "1", "string")), {who_profile}),
        ElementsAre("VD96 OperationDefinition.inputProfile", "VD97 OperationDefinition.parameter[0]"));
}

TEST(Operations, without_their_profile_are_not_checked) {
    EXPECT_THAT(found_in(operation(parameter("who", 1, "1", "Patient"))),
                ElementsAre("VD95 OperationDefinition.inputProfile"));
}

} // namespace
} // namespace renkei::validate::test::operation_definition_rules_test
