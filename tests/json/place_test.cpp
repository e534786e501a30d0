#include "gateway/core/json/escape.h"

#include "tests/json/documents.h"
#include <rapidcheck/gtest.h>

namespace renkei::json::place_test {
namespace {

TEST(Position, counts_lines_and_characters) {
    const std::string_view text = "ab\n介護c\r\nd\re𠮷f";
    EXPECT_EQ(position(text, 0), (Position{1, 1}));
    EXPECT_EQ(position(text, text.find("c")), (Position{2, 3}));
    EXPECT_EQ(position(text, text.find("d")), (Position{3, 1}));
    EXPECT_EQ(position(text, text.find("f")), (Position{4, 3}));
    EXPECT_EQ(position(text, 1000), (Position{4, 4}));
}

TEST(Positions, answers_like_counting_from_the_start) {
    std::string text;
    for (int i = 0; i < 3000; ++i) {
        text += i % 7 == 0 ? "行\r\n" : i % 5 == 0 ? "x\r" : "介a";
    }
    const Positions positions(text);
    for (std::size_t offset = 0; offset <= text.size() + 1; offset += 13) {
        ASSERT_EQ(positions.at(offset), position(text, offset)) << offset;
    }
    for (std::size_t offset = 4090; offset < 4100; ++offset) {
        ASSERT_EQ(positions.at(offset), position(text, offset)) << offset;
    }
}

// The document and the answers of RFC 6901, section 5.
TEST(Pointer, resolves_the_examples_of_the_rfc) {
    const Document it =
        read(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
    EXPECT_EQ(resolve(it.tree, ""), Tree::root);
    EXPECT_EQ(it.tree.text(at(it, "/foo/0")), "bar");
    const std::pair<std::string_view, std::string_view> values[] = {
        {"/", "0"},     {"/a~1b", "1"}, {"/c%d", "2"}, {"/e^f", "3"}, {"/g|h", "4"},
        {"/i\\j", "5"}, {"/k\"l", "6"}, {"/ ", "7"},   {"/m~0n", "8"}};
    for (const auto& [path, value] : values) {
        EXPECT_EQ(it.tree.text(at(it, path)), value) << path;
        EXPECT_EQ(pointer(it.tree, at(it, path)), path);
    }
}

TEST(Pointer, leads_nowhere_if_it_is_wrong) {
    const Document it = read(R"({"a":[1,2],"b":"x"})");
    for (const char* wrong :
         {"a", "/c", "/a/2", "/a/-", "/a/01", "/a/-1", "/a/1x", "/a/", "/b/0", "/a~2", "/a~"}) {
        EXPECT_EQ(resolve(it.tree, wrong), no_node) << wrong;
    }
}

RC_GTEST_PROP(Pointer, of_a_node_leads_back_to_it, ()) {
    std::string text = "{";
    for (const std::string& key : *rc::gen::unique<std::vector<std::string>>(any_text())) {
        text += text.size() > 1 ? ",\"" : "\"";
        append_escaped(text, key);
        text += "\":[0,{\"x\":1}]";
    }
    const Document it = read(text + "}");
    for (NodeId node = 0; node < it.tree.size(); ++node) {
        RC_ASSERT(resolve(it.tree, pointer(it.tree, node)) == node);
    }
}

TEST(FhirPath, begins_with_the_resource_type) {
    const Document it = read(
        R"({"entry":[{},{"resource":{"gender":"female","_birthDate":{"extension":[]},"a-b`c":1}}],"resourceType":"Bundle"})");
    EXPECT_EQ(fhirpath(it.tree, at(it, "/entry/1/resource/gender")), "Bundle.entry[1].resource.gender");
    EXPECT_EQ(fhirpath(it.tree, at(it, "/entry/1/resource/_birthDate/extension")),
              "Bundle.entry[1].resource.birthDate.extension");
    EXPECT_EQ(fhirpath(it.tree, at(it, "/entry/1/resource/a-b`c")), "Bundle.entry[1].resource.`a-b\\`c`");
    EXPECT_EQ(fhirpath(it.tree, Tree::root), "Bundle");
}

TEST(Where, has_a_fhirpath_in_fhir_and_a_pointer_elsewhere) {
    const Document fhir = read("{\"resourceType\":\"Patient\",\n \"介\":true}");
    EXPECT_EQ(where(fhir.tree, 2, "a.json"),
              (diag::Where{.file = "a.json", .offset = 34, .line = 2, .column = 6, .path = "Patient.`介`"}));
    const Document form = read(R"({"visits":[{"x":1}]})");
    EXPECT_EQ(where(form.tree, 3, Positions(form.text)),
              (diag::Where{.offset = 16, .line = 1, .column = 17, .path = "/visits/0/x"}));
}

// Thousands of findings may stand below one name.
TEST(Place, of_what_stands_below_a_long_name_shows_its_beginning) {
    const std::string name(100'000, 'k');
    for (const std::string& head : {std::string(), std::string(R"("resourceType":"Patient",)")}) {
        const Document it = read("{" + head + "\"" + name + "\":[{\"a\":1}]}");
        const NodeId leaf = at(it, "/" + name + "/0/a");
        const std::string path = where(it.tree, leaf).path;
        EXPECT_LT(path.size(), 250U);
        EXPECT_NE(path.find("kk…"), std::string::npos) << path;
        EXPECT_EQ(resolve(it.tree, pointer(it.tree, leaf)), leaf) << "a pointer is whole";
    }
}

} // namespace
} // namespace renkei::json::place_test
