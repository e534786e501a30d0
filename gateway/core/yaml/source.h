// The strict YAML that people write mappings in, as a tree in which every scalar is text and every node knows
// its place. A plain scalar may be a hole ($x) or a reference (->x); a quoted one is always literal text.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::yaml {

enum class NodeKind : unsigned char { scalar, list, map };

struct Node {
    NodeKind kind = NodeKind::scalar;
    bool plain = false;            // scalar without quotes
    std::string text;              // scalar
    std::vector<std::string> keys; // map: keys[i] belongs to children[i]
    std::vector<Node> children;    // list, map
    std::vector<std::uint32_t> key_lines;
    const std::string* file = nullptr; // owned by the Files it was read with
    std::uint32_t line = 0;            // from 1
    std::uint32_t column = 0;          // from 1

    const Node* get(std::string_view key) const; // map: the child, or null
    std::string_view text_of(std::string_view key, std::string_view otherwise = {}) const;
    diag::Where where() const;
};

// Names of the files that nodes point to. Must outlive the nodes.
class Files {
public:
    const std::string* name(std::string file);

private:
    std::vector<std::unique_ptr<std::string>> names_;
};

// prefix -> what it stands for, e.g. "kg" -> "https://renkei.example.jp/fhir/"
using Prefixes = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t max_depth = 32;

// Reads one document. A scalar that begins with a declared prefix and a colon is written out
// (kg:CodeSystem/item). Refuses anchors, aliases, tags, merge keys, several documents, duplicate keys, tabs
// and depth > 32.
diag::Result<Node> read(std::string_view text, std::string file, Files& files, const Prefixes& prefixes);

} // namespace renkei::yaml
