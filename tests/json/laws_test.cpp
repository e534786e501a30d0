// Any document, compared with nlohmann's reading of it.
#include "gateway/core/json/parsed_size.h"
#include "gateway/core/json/writer.h"

#include "tests/json/documents.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

namespace renkei::json::laws_test {
namespace {

using Other = nlohmann::ordered_json;

Other any_json(int depth);

std::vector<Other> any_children(int depth) {
    std::vector<Other> out;
    for (int left = *rc::gen::inRange(0, 6); left > 0; --left) {
        out.push_back(any_json(depth - 1));
    }
    return out;
}

Other any_json(int depth) {
    switch (*rc::gen::inRange(depth > 0 ? 0 : 2, 7)) {
    case 0: {
        Other out = Other::object();
        for (const Other& each : any_children(depth)) {
            out[*any_text()] = each;
        }
        return out;
    }
    case 1: {
        Other out = Other::array();
        for (const Other& each : any_children(depth)) {
            out.push_back(each);
        }
        return out;
    }
    case 2: return nullptr;
    case 3: return *rc::gen::arbitrary<bool>();
    case 4: return *rc::gen::arbitrary<int>();
    case 5: return *rc::gen::arbitrary<double>();
    default: return *any_text();
    }
}

bool same(const Tree& tree, NodeId node, const Other& other) {
    const Node& it = tree[node];
    if (it.is_container()) {
        bool equal = (it.is_object() ? other.is_object() : other.is_array()) && it.count == other.size();
        auto each = other.begin();
        for (const NodeId child : tree.children(node)) {
            equal = equal && each != other.end() && same(tree, child, *each) &&
                    (!it.is_object() || tree.key(child) == each.key());
            ++each;
        }
        return equal;
    }
    if (it.is_string()) {
        return other.is_string() && tree.text(node) == other.get_ref<const std::string&>();
    }
    return tree.raw(node) == other.dump(); // numbers by their text
}

RC_GTEST_PROP(Json, reads_what_nlohmann_writes, ()) {
    const Other other = any_json(4);
    const auto indent = *rc::gen::element(-1, 0, 2);
    const Document it = read(other.dump(indent, ' ', *rc::gen::arbitrary<bool>()));
    RC_ASSERT(same(it.tree, Tree::root, other));
    RC_ASSERT(parsed_size(it.text) >= sizeof(Node) * it.tree.size());
}

RC_GTEST_PROP(Json, nlohmann_reads_what_we_write, ()) {
    const Other other = any_json(4);
    const Document it = read(other.dump());
    std::string out;
    Writer(out).node(it.tree, Tree::root);
    RC_ASSERT(out == other.dump());
    RC_ASSERT(Other::parse(pretty(out)) == other);
}

// We accept no document that was cut off or has one byte changed and that nlohmann refuses.
RC_GTEST_PROP(Json, accepts_no_damage_that_nlohmann_refuses, ()) {
    std::string text = any_json(3).dump();
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    if (*rc::gen::arbitrary<bool>()) {
        text.resize(at);
    } else {
        text[at] = *rc::gen::element('"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 't', ' ',
                                     '\n', '\0', '\x80', '\xE3');
    }
    Tree tree;
    if (Parser().parse(text, tree)) {
        // a number too large for a double is kept as its text here and refused there
        RC_ASSERT(Other::accept(text) || text.find_first_of("eE") != std::string::npos);
        if (!Other::accept(text)) {
            return;
        }
        RC_ASSERT(same(tree, Tree::root, Other::parse(text)) ||
                  text.find_first_of("-.eE") != std::string::npos);
    }
}

TEST(Json, number_text_survives_where_nlohmann_changes_it) {
    const std::string text = "[1.10,36.50,-0,1E5,123456789012345678901234567890]";
    EXPECT_NE(Other::parse(text).dump(), text);
    const Document it = read(text);
    std::string out;
    Writer(out).node(it.tree, Tree::root);
    EXPECT_EQ(out, text);
}

} // namespace
} // namespace renkei::json::laws_test
