// The outline of a resource: its names, its nesting and those of its texts that come again and again (codes, addresses), without what people
// fill in. Resources of one outline differ only in free texts, so whatever does not hang on these is the same for all of them.
#pragma once

#include "gateway/json/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

// Which texts are free, by the name under which they stand. It decides how often an outline comes again, not what is found.
class Outlines {
public:
    explicit Outlines(const json::NameTable& names);

    // False: it has none, because there is another resource in it or a name that is not R4's, or because it would be too long.
    bool write(const json::Tree& tree, json::NodeId resource, std::string& out) const;
    // Would it be written like one that was written? Told without writing it.
    static bool is_written(const json::Tree& tree, json::NodeId resource, std::string_view outline);
    // Is it left out? Numbers are, too.
    bool is_free(const json::Tree& tree, json::NodeId scalar) const;
    // Stands something that is left out at the node or below?
    bool has_free(const json::Tree& tree, json::NodeId node) const;

private:
    bool is_free(const json::Tree& tree, json::NodeId scalar, json::NameId name) const;
    bool append(const json::Tree& tree, json::NodeId node, std::string& out) const;

    std::vector<bool> free_; // by name
    json::NameId resource_type_;
    json::NameId display_;
    json::NameId code_;
    json::NameId system_;
};

} // namespace renkei::validate
