"""Values of variables: where they are given, and what their validation leaves of them."""
