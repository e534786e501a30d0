// What a header section says, read the same way for requests and responses.
#include "gateway/network/net/fields.h"

#include <gtest/gtest.h>

namespace renkei::net::fields_test {
namespace {

TEST(Fields, end_in_crlf_and_for_a_client_in_a_bare_lf_too) {
    const std::string_view bare = "A: b\n\n";
    EXPECT_EQ(read_fields(bare, LineEnds::lf_too, 5).value(), (Fields{{"A", "b"}}));
    EXPECT_EQ(read_fields(bare, LineEnds::crlf, 5).error(), FieldsError::line);
    EXPECT_EQ(read_fields("A: b\r\nC:\td \r\n\r\n", LineEnds::crlf, 5).value(),
              (Fields{{"A", "b"}, {"C", "d"}}));
}

TEST(Fields, that_two_readers_could_understand_differently_are_refused) {
    const std::pair<std::string_view, FieldsError> cases[] = {
        {"A : b\r\n\r\n", FieldsError::field},
        {"A: b\r\n c: d\r\n\r\n", FieldsError::field},
        {"A\r\n\r\n", FieldsError::field},
        {": b\r\n\r\n", FieldsError::field},
        {"A: b\rc: d\r\n\r\n", FieldsError::line},
        {"A: b\r\n", FieldsError::line},
        {"A: b\r\n\r\nrest", FieldsError::line},
        {std::string_view("A: \0\r\n\r\n", 8), FieldsError::line},
        {"A: b\r\nA: b\r\nA: b\r\n\r\n", FieldsError::too_many},
    };
    for (const auto& [bytes, error] : cases) {
        for (const LineEnds ends : {LineEnds::crlf, LineEnds::lf_too}) {
            const auto fields = read_fields(bytes, ends, 2);
            ASSERT_FALSE(fields) << bytes;
            EXPECT_EQ(fields.error(), error) << bytes;
        }
    }
}

TEST(Fields, are_found_by_name_in_any_case) {
    const Fields fields{{"Connection", "TE"}, {"connection", "x, Close"}, {"Retry-After", "5"}};
    EXPECT_EQ(first_value(fields, "CONNECTION"), "TE");
    EXPECT_EQ(first_value(fields, "Host"), "");
    EXPECT_EQ(values_of(fields, "connection").size(), 2U);
    EXPECT_TRUE(has_word(fields, "Connection", "close"));
    EXPECT_FALSE(has_word(fields, "Connection", "keep-alive"));
}

TEST(BodyLength, is_one_number_or_chunks_or_not_said) {
    EXPECT_EQ(body_length({{"content-length", "007"}}, EqualLengths::refused)->bytes, 7U);
    EXPECT_TRUE(body_length({{"Transfer-Encoding", "Chunked"}}, EqualLengths::refused)->is_chunked);
    EXPECT_EQ(body_length({}, EqualLengths::refused)->bytes, std::nullopt);
}

TEST(BodyLength, of_several_readings_is_refused) {
    const std::pair<Fields, LengthError> cases[] = {
        {{{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}, LengthError::length_and_coding},
        {{{"Content-Length", ""}, {"Transfer-Encoding", "chunked"}}, LengthError::length_and_coding},
        {{{"Transfer-Encoding", "gzip, chunked"}}, LengthError::coding},
        {{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}, LengthError::coding},
        {{{"Transfer-Encoding", ""}}, LengthError::coding},
        {{{"Content-Length", "5"}, {"Content-Length", "6"}}, LengthError::length},
        {{{"Content-Length", "5, 5"}}, LengthError::length},
        {{{"Content-Length", "+5"}}, LengthError::length},
        {{{"Content-Length", "-1"}}, LengthError::length},
        {{{"Content-Length", "0x5"}}, LengthError::length},
        {{{"Content-Length", ""}}, LengthError::length},
        {{{"Content-Length", "99999999999999999999"}}, LengthError::length},
    };
    for (const auto& [fields, error] : cases) {
        for (const EqualLengths equal : {EqualLengths::refused, EqualLengths::taken}) {
            const auto length = body_length(fields, equal);
            ASSERT_FALSE(length) << fields.front().second;
            EXPECT_EQ(length.error(), error) << fields.front().second;
        }
    }
}

TEST(BodyLength, that_is_said_twice_is_one_for_a_client_only) {
    const Fields twice{{"Content-Length", "5"}, {"Content-Length", "5"}};
    EXPECT_EQ(body_length(twice, EqualLengths::taken)->bytes, 5U);
    EXPECT_EQ(body_length(twice, EqualLengths::refused).error(), LengthError::length);
}

} // namespace
} // namespace renkei::net::fields_test
