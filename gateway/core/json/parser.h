// Reads strict JSON (RFC 8259) into a Tree: simdjson finds the tokens and checks UTF-8, the rest is ours.
// Refuses what two readers could understand differently: a key twice in one object, lone surrogates, NUL, a
// byte order mark.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/tree.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace renkei::json {

struct ParserOptions {
    std::size_t max_depth = 64;               // arrays and objects inside each other
    std::size_t max_bytes = 64 * 1024 * 1024; // of one document; below 4 GiB
    std::size_t max_keys = 10'000;            // of one object: a key is found by walking over those before it
    std::size_t max_values =
        2'000'000; // about, because tokens are counted: a value of one digit takes 32 bytes of tree
};

// For installed packages, which are larger than any document that a client sends.
inline constexpr ParserOptions package_options{
    .max_depth = 128, .max_bytes = 1U << 30U, .max_keys = 100'000, .max_values = 100'000'000};

// Reusable and cheap to use again: buffers grow to the largest document and stay. One per thread.
class Parser {
public:
    explicit Parser(NameTable names = {}, ParserOptions options = {});
    Parser(Parser&&) noexcept;
    Parser& operator=(Parser&&) noexcept;
    ~Parser(); // where State is known

    // The tree views `input`. After an error the tree is empty; the error has line, column, offset and, where
    // it is known, the JSON Pointer.
    [[nodiscard]] diag::Result<void> parse(std::string_view input, Tree& tree);
    // How many bytes of input fit into the present buffers, which stay as large as they have become.
    std::size_t capacity() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Documents one per line (NDJSON). Blank lines are passed over.
struct Line {
    std::string_view text;
    std::size_t offset = 0;   // of its first byte
    std::uint32_t number = 0; // from 1
    bool is_document = false; // one of several in the file; false: the whole input
};
class Lines {
public:
    explicit Lines(std::string_view input) : input_(input) {}
    std::optional<Line> next_line();

private:
    std::string_view input_;
    std::size_t at_ = 0;
    std::uint32_t number_ = 0;
};

} // namespace renkei::json
