// The signature of a resource: its names, its nesting and its recurring texts (codes, addresses), without the
// free texts that people fill in. Resources with one signature differ only in free texts, so a check that
// does not depend on them has the same result for all.
#pragma once

#include "gateway/core/json/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

using json::no_node;
using json::NodeId;
using json::Tree;

// Decides by the name of an element which texts are free. This affects how often a signature occurs again,
// not the findings.
class SignatureWriter {
public:
    explicit SignatureWriter(const json::NameTable& names);

    // False if the resource has no signature, because it holds another resource or a name that is not R4's,
    // or because the signature would be too long.
    bool write(const Tree& tree, NodeId resource, std::string& out) const;
    // Would it be written like this one? Compares without writing it.
    static bool is_written(const Tree& tree, NodeId resource, std::string_view signature);
    // Is it left out? Numbers are, too.
    bool is_free_text(const Tree& tree, NodeId scalar) const;
    // Is there a free text at the node or below?
    bool has_free_text(const Tree& tree, NodeId node) const;

private:
    bool is_free_text(const Tree& tree, NodeId scalar, json::NameId name) const;
    bool append(const Tree& tree, NodeId node, std::string& out) const;

    std::vector<bool> free_; // by name
    json::NameId resource_type_;
    json::NameId display_;
    json::NameId code_;
    json::NameId system_;
};

} // namespace renkei::validate
