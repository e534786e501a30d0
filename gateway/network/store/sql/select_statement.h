// A SELECT that grows with what is asked.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

// With its values in the order of their $ numbers.
class SelectStatement {
public:
    explicit SelectStatement(std::string start) : text_(std::move(start)) {}
    std::string value(const SqlValue& value) {
        values_.push_back(value);
        return fmt::format("${}", values_.size());
    }
    std::string list(const std::vector<std::int64_t>& numbers) {
        std::string out;
        for (const std::int64_t number : numbers) {
            out += (out.empty() ? "" : ", ") + value(number);
        }
        return out;
    }
    std::string hashes(const std::vector<Hash>& persons) {
        std::string out;
        for (const Hash& person : persons) {
            out += (out.empty() ? "" : ", ") + value(person);
        }
        return out;
    }
    std::string texts(const std::vector<std::string>& words) {
        std::string out;
        for (const std::string& word : words) {
            out += (out.empty() ? "" : ", ") + value(word);
        }
        return out;
    }
    void add(std::string_view text) { text_ += text; }
    const std::string& text() const { return text_; }
    const std::vector<SqlValue>& values() const { return values_; }

private:
    std::string text_;
    std::vector<SqlValue> values_;
};

} // namespace renkei::store
